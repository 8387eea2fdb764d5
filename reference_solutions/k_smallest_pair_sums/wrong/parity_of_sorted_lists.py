# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: takes the parity after sorting (fast but wrong); fails on: lists that are not sorted."""

from heapq import heapify, heappop, heapreplace

PARITY = "different"
ORDER = "descending"


def first_match_sums(left, right, k):
    sign = 1 if ORDER == "ascending" else -1
    left = sorted(sign * value for value in left)
    right = sorted(sign * value for value in right)
    columns = [right[0::2], right[1::2]]
    if PARITY == "different":
        columns.reverse()
    heap = [(value + columns[i % 2][0], i, 0) for i, value in enumerate(left) if columns[i % 2]]
    heapify(heap)
    alternating = 0
    for rank in range(k):
        total, i, j = heap[0]
        alternating += -total if rank % 2 else total
        if j + 1 < len(columns[i % 2]):
            heapreplace(heap, (left[i] + columns[i % 2][j + 1], i, j + 1))
        else:
            heappop(heap)
    return sign * total, sign * alternating
