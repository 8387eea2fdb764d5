# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def replay(log: list[tuple[int, int, int]]) -> list[int]:
    values = sorted({v for kind, v, _ in log if kind != 2})
    n = len(values)
    pos = {v: i + 1 for i, v in enumerate(values)}
    tree = [0] * (n + 1)
    have = [0] * (n + 1)
    total = 0
    top = 1
    while top * 2 <= n:
        top *= 2

    def add(i, d):
        while i <= n:
            tree[i] += d
            i += i & -i

    out = []
    for kind, v, c in log:
        if kind == 0:
            i = pos[v]
            have[i] += c
            total += c
            add(i, c)
            out.append(have[i])
        elif kind == 1:
            i = pos[v]
            gone = min(c, have[i])
            if gone:
                have[i] -= gone
                total -= gone
                add(i, -gone)
            out.append(gone)
        elif kind == 2:
            k = v
            if k > total:
                out.append(-2_000_000_000)
                continue
            p = 0
            step = top
            while step:
                q = p + step
                if q <= n and tree[q] < k:
                    p = q
                    k -= tree[q]
                step >>= 1
            out.append(values[p])
        else:
            i = pos[v] - 1
            s = 0
            while i > 0:
                s += tree[i]
                i -= i & -i
            out.append(s)
    return out
