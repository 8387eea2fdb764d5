# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_left


def replay(log: list[tuple[int, int, int]]) -> list[int]:
    values = sorted({v for kind, v, _ in log if not kind})
    n = len(values)
    pos = dict(zip(values, range(1, n + 1)))
    get = pos.get
    size = 1 << n.bit_length()
    tree = [0] * (n + 1) + [1 << 62] * (size - n)
    have = [0] * (n + 1)
    steps = []
    s = size >> 1
    while s:
        steps.append(s)
        s >>= 1
    steps = tuple(steps)
    total = 0
    out = []
    push = out.append
    for kind, v, c in log:
        if kind == 0:
            i = pos[v]
            x = have[i] + c
            have[i] = x
            push(x)
            total += c
            while i <= n:
                tree[i] += c
                i += i & -i
        elif kind == 2:
            if v > total:
                push(-2000000000)
            else:
                p = 0
                for s in steps:
                    x = tree[p + s]
                    if x < v:
                        p += s
                        v -= x
                push(values[p])
        elif kind == 3:
            i = get(v)
            if i is None:
                i = bisect_left(values, v)
            else:
                i -= 1
            s = 0
            while i:
                s += tree[i]
                i &= i - 1
            push(s)
        else:
            i = get(v)
            if i is None:
                push(0)
            else:
                x = have[i]
                if c > x:
                    c = x
                push(c)
                if c:
                    have[i] = x - c
                    total -= c
                    while i <= n:
                        tree[i] -= c
                        i += i & -i
    return out
