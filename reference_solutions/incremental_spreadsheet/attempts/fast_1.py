# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from heapq import heappush, heappop


def replay(cells: int, edits: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    # An edit moves its cell up or down, and then every change further on has the same
    # direction.  low[u] is the smallest value referred to by u, sup[u] how many of u's
    # (distinct) references have it.
    val = [0] * cells
    const = [0] * cells
    low = [0] * cells
    sup = [0] * cells
    empty = frozenset()
    refs = [empty] * cells
    users = [set() for _ in range(cells)]
    queued = bytearray(cells)
    get = val.__getitem__
    total = 0
    out = []
    emit = out.append
    for e in edits:
        c = e[0]
        k = e[1]
        old = refs[c]
        if len(e) > 2:
            new = frozenset(e[2:])
            if new != old:
                if old:
                    for r in old - new:
                        users[r].remove(c)
                    for r in new - old:
                        users[r].add(c)
                else:
                    for r in new:
                        users[r].add(c)
                refs[c] = new
            vs = list(map(get, new))
            m = min(vs)
            sup[c] = vs.count(m)
        else:
            if old:
                for r in old:
                    users[r].remove(c)
                refs[c] = empty
            m = 0
            sup[c] = 0
        low[c] = m
        const[c] = k
        before = val[c]
        v = k + m
        if v == before:
            emit((0, total))
            continue
        val[c] = v
        total += v - before
        us = users[c]
        if v < before:
            if us:
                heap = []
                while True:
                    for u in us:
                        l = low[u]
                        if v < l:
                            low[u] = v
                            sup[u] = 1
                            if users[u]:
                                if not queued[u]:
                                    queued[u] = 1
                                    heappush(heap, u)
                            else:
                                l = v - l
                                total += l
                                val[u] += l
                        elif v == l:
                            sup[u] += 1
                    if not heap:
                        break
                    x = heappop(heap)
                    queued[x] = 0
                    v = const[x] + low[x]
                    total += v - val[x]
                    val[x] = v
                    us = users[x]
            emit((0, total))
        else:
            up = 1
            if us:
                heap = []
                leaves = []
                while True:
                    for u in us:
                        if low[u] == before:
                            s = sup[u] - 1
                            sup[u] = s
                            if not s:
                                if users[u]:
                                    heappush(heap, u)
                                else:
                                    leaves.append(u)
                    if not heap:
                        break
                    x = heappop(heap)
                    vs = list(map(get, refs[x]))
                    m = min(vs)
                    low[x] = m
                    sup[x] = vs.count(m)
                    before = val[x]
                    v = const[x] + m
                    val[x] = v
                    total += v - before
                    up += 1
                    us = users[x]
                for x in leaves:
                    vs = list(map(get, refs[x]))
                    m = min(vs)
                    low[x] = m
                    sup[x] = vs.count(m)
                    v = const[x] + m
                    total += v - val[x]
                    val[x] = v
                up += len(leaves)
            emit((up, total))
    return out
