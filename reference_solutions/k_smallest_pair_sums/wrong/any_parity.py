# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a condition (fast but wrong); fails on: matches that the parity rule forbids."""

from heapq import heapify, heappop, heapreplace

PARITY = "different"
ORDER = "descending"


def first_match_sums(left, right, k):
    sign = 1 if ORDER == "ascending" else -1
    right = sorted(sign * value for value in right)
    heap = [(sign * value + right[0], i, 0) for i, value in enumerate(left)]
    heapify(heap)
    alternating = 0
    for rank in range(k):
        total, i, j = heap[0]
        alternating += -total if rank % 2 else total
        if j + 1 < len(right):
            heapreplace(heap, (sign * left[i] + right[j + 1], i, j + 1))
        else:
            heappop(heap)
    return sign * total, sign * alternating
