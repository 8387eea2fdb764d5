# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_left


def replay(alphabet: str, log: list[tuple[int, str, int]]) -> list[int | str]:
    if not log:
        return []
    plain = "abcdefghijklmnopqrstuvwxyz"
    texts = "\n".join([e[1] for e in log]).translate(str.maketrans(alphabet, plain)).split("\n")
    words = sorted({t for t, e in zip(texts, log) if not e[0]})
    n = len(words)
    names = "\n".join(words).translate(str.maketrans(plain, alphabet)).split("\n")
    pos = dict(zip(words, range(1, n + 1)))
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
    spans = {}
    span = spans.get
    out = []
    push = out.append
    for t, (kind, _, c) in zip(texts, log):
        if kind == 0:
            i = pos[t]
            x = have[i] + c
            have[i] = x
            push(x)
            total += c
            while i <= n:
                tree[i] += c
                i += i & -i
        elif kind == 1:
            i = get(t)
            if i is None:
                push(0)
            else:
                c = have[i]
                push(c)
                if c:
                    have[i] = 0
                    total -= c
                    while i <= n:
                        tree[i] -= c
                        i += i & -i
        else:
            r = span(t)
            if r is None:
                lo = bisect_left(words, t)
                spans[t] = r = (lo, bisect_left(words, t + "{", lo))
            lo, hi = r
            if kind == 2:
                s = 0
                while hi > lo:
                    s += tree[hi]
                    hi &= hi - 1
                while lo > hi:
                    s -= tree[lo]
                    lo &= lo - 1
                push(s)
            elif lo == hi or c > total:
                push("")
            else:
                while lo:
                    c += tree[lo]
                    lo &= lo - 1
                if c > total:
                    push("")
                else:
                    p = 0
                    for s in steps:
                        x = tree[p + s]
                        if x < c:
                            p += s
                            c -= x
                    push(names[p] if p < hi else "")
    return out
