# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from operator import itemgetter


def weakest_links(n: int, pipes: list[tuple[int, int, int]], queries: list[tuple[int, int]]) -> list[int]:
    if not queries:
        return []
    INF = (1 << 30) - 2
    p = list(range(n))
    size = [1] * n
    tp = [n] * (n + 1)
    tw = [INF] * (n + 1)
    tw[n] = INF + 1
    left = n - 1
    for a, b, s in sorted(pipes, key=itemgetter(2)):
        while a != (x := p[a]):
            p[a] = a = p[x]
        while b != (x := p[b]):
            p[b] = b = p[x]
        if a != b:
            x = size[a]
            y = size[b]
            if x > y:
                p[b] = tp[b] = a
                tw[b] = s
                size[a] = x + y
            else:
                p[a] = tp[a] = b
                tw[a] = s
                size[b] = x + y
            left -= 1
            if not left:
                break
    out = []
    app = out.append
    for a, b in queries:
        w = -1
        x = tw[a]
        y = tw[b]
        while a != b:
            if x <= y:
                w = x
                a = tp[a]
                x = tw[a]
            else:
                w = y
                b = tp[b]
                y = tw[b]
        app(w if w < INF else -1)
    return out
