# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from random import getrandbits


def watch_paths(n: int, paths: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    p = list(range(n))
    sz = [1] * n
    deg = [0] * n
    link = [0] * n
    x = [0] * n
    rnd = getrandbits
    for i, (a, b) in enumerate(paths):
        ra = a
        while ra != (y := p[ra]):
            p[ra] = ra = p[y]
        rb = b
        while rb != (y := p[rb]):
            p[rb] = rb = p[y]
        if ra != rb:
            y = sz[ra]
            z = sz[rb]
            if y > z:
                p[rb] = ra
                sz[ra] = y + z
            else:
                p[ra] = rb
                sz[rb] = y + z
            deg[a] += 1
            deg[b] += 1
            k = i << 17
            link[a] ^= k | b
            link[b] ^= k | a
        elif a != b:
            k = rnd(60)
            x[a] ^= k
            x[b] ^= k

    # peel the leaves of the spanning forest
    sub = [1] * n
    count = best = check = 0
    where = -1
    for v in range(n):
        while deg[v] == 1:
            deg[v] = 0
            l = link[v]
            u = l & 131071
            c = sub[v]
            k = x[v]
            if k:
                x[u] ^= k
            else:
                i = l >> 17
                r = v
                while r != (y := p[r]):
                    p[r] = r = p[y]
                w = c * (sz[r] - c)
                count += 1
                check += (i + 1) * w
                if w > best or (w == best and i < where):
                    best = w
                    where = i
            sub[u] += c
            deg[u] -= 1
            link[u] ^= l ^ u ^ v
            v = u
    return (count, best, where, check % 998244353)
