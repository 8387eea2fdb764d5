# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import Counter
from heapq import heapify, heappop, heappush


def champion_ledger(values: list[int], k: int) -> tuple[int, int]:
    n = len(values)
    vals = [-v for v in values]        # negated, so that the largest value is the least
    total = Counter(vals)
    cnt = dict.fromkeys(total, 0)
    # per count: values that rose to it (a list, turned into a heap only on demand)
    pend = [[] for _ in range(max(total.values()) + 1)]
    heaps = {}
    for x in vals[:k]:
        c = cnt[x] + 1
        cnt[x] = c
        pend[c].append(x)
    M = max(cnt.values())
    ch = min([x for x, c in cnt.items() if c == M])
    reigns = 1
    start = 0
    s = 0
    w = 0
    for a, b in zip(vals, vals[k:]):
        w += 1
        if a == b:
            continue
        c = cnt[a] - 1
        cnt[a] = c
        d = cnt[b] + 1
        cnt[b] = d
        pend[d].append(b)
        if a == ch:
            if d > M:
                M = d
                new = b
            else:
                h = heaps.get(M)
                p = pend[M]
                if h is None:
                    heapify(p)
                    heaps[M] = h = p
                    pend[M] = []
                elif p:
                    if 8 * len(p) > len(h):
                        h += p
                        heapify(h)
                    else:
                        for x in p:
                            heappush(h, x)
                    p.clear()
                while h and cnt[h[0]] != M:
                    heappop(h)
                if not h:
                    M = c
                    continue
                new = h[0]
        elif d > M:
            M = d
            if b == ch:
                continue
            new = b
        else:
            continue
        s += ch * (w * (w + 1) - start * (start + 1))
        start = w
        ch = new
        reigns += 1
    w += 1
    s += ch * (w * (w + 1) - start * (start + 1))
    return reigns, (-s // 2) % 998244353
