# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import defaultdict
from heapq import heappush, heappop


def champion_ledger(values: list[int], k: int) -> tuple[int, int]:
    MOD = 998244353
    n = len(values)
    count = defaultdict(int)
    holders = [0] * (k + 2)            # how many values have this count
    heaps = defaultdict(list)          # per count: the values that once had it, largest first
    best = 0
    champion = None
    reigns = 0
    checksum = 0
    for i in range(n):
        if i >= k:
            old = values[i - k]
            c = count[old]
            holders[c] -= 1
            c -= 1
            count[old] = c
            if c:
                holders[c] += 1
                heappush(heaps[c], -old)
        v = values[i]
        c = count[v]
        if c:
            holders[c] -= 1
        c += 1
        count[v] = c
        holders[c] += 1
        heappush(heaps[c], -v)
        if c > best:
            best = c
        while holders[best] == 0:
            best -= 1
        if i >= k - 1:
            if champion is None or count[champion] != best:
                heap = heaps[best]
                while count[-heap[0]] != best:
                    heappop(heap)
                champion = -heap[0]
                reigns += 1
            checksum += (i - k + 2) * champion
    return reigns, checksum % MOD
