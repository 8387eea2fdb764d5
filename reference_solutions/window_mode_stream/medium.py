# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""One heap of (-count, value): the entering value is pushed with its new count, and an entry whose
count is too high is set right when it comes to the top. O(n log n).
"""

from collections import Counter
from heapq import heappop, heappush

TIE = "largest"
MODULUS = 998244353


def champion_ledger(values: list[int], k: int) -> tuple[int, int]:
    sign = 1 if TIE == "smallest" else -1
    counts = Counter(values[:k])
    heap: list[tuple[int, int]] = []
    for value, count in counts.items():
        heappush(heap, (-count, sign * value))
    champion = sign * heap[0][1]
    reigns, total = 1, champion
    for window in range(1, len(values) - k + 1):
        counts[values[window - 1]] -= 1
        entering = values[window + k - 1]
        counts[entering] += 1
        heappush(heap, (-counts[entering], sign * entering))
        while counts[sign * heap[0][1]] != -heap[0][0]:
            stale = heappop(heap)
            if not heap or heap[0] != stale:  # of equal entries the last one is set right
                heappush(heap, (-counts[sign * stale[1]], stale[1]))
        if counts[champion] != -heap[0][0]:
            champion = sign * heap[0][1]
            reigns += 1
        total = (total + (window + 1) * champion) % MODULUS
    return reigns, total % MODULUS
