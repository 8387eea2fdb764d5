# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import gc
from operator import mul


def rank_regions(n: int, roads: list[tuple[int, int]]) -> tuple[int, int, int]:
    was = gc.isenabled()
    gc.disable()
    try:
        # Tarjan on the reversed roads: a region closes after all regions that lead to it
        back = [[] for _ in range(n)]
        for a, b in roads:
            back[b].append(a)
        num = [0] * n          # 0: new, > 0: open, < 0: closed, minus its rank
        S = []
        pop = S.pop
        push = S.append
        counter = 0
        regions = 0
        call = []
        save = call.append
        restore = call.pop
        for v in range(n):
            if num[v]:
                continue
            adj = back[v]
            if not adj:
                num[v] = -1
                regions += 1
                continue
            counter += 1
            low = me = num[v] = counter
            best = 0
            it = iter(adj)
            push(v)
            while True:
                for w in it:
                    x = num[w]
                    if x < 0:
                        if x < best:
                            best = x
                    elif x:
                        if x < low:
                            low = x
                    else:
                        adj = back[w]
                        if not adj:
                            num[w] = -1
                            regions += 1
                            if not best:
                                best = -1
                            continue
                        save((v, me, low, best, it))
                        counter += 1
                        low = me = num[w] = counter
                        best = 0
                        v = w
                        it = iter(adj)
                        push(w)
                        break
                else:
                    if low == me:
                        regions += 1
                        r = best - 1
                        w = pop()
                        while w != v:
                            num[w] = r
                            w = pop()
                        num[v] = r
                        if not call:
                            break
                        v, me, low, best, it = restore()
                        if r < best:
                            best = r
                    else:
                        x = low
                        r = best
                        v, me, low, best, it = restore()
                        if x < low:
                            low = x
                        if r < best:
                            best = r
        check = -sum(map(mul, range(1, n + 1), num)) % 998244353
        return (regions, -min(num), check)
    finally:
        if was:
            gc.enable()
