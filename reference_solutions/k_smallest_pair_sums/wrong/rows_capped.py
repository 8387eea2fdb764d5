# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: early exit (fast but wrong), never looks past row 64; fails on: best sums in many rows."""

from heapq import heapify, heappop, heapreplace

PARITY = "different"
ORDER = "descending"


def first_match_sums(left, right, k):
    sign = 1 if ORDER == "ascending" else -1
    columns = [sorted(sign * value for value in right[start::2]) for start in (0, 1)]
    if PARITY == "different":
        columns.reverse()
    heap = []
    for s in (0, 1):
        for i, value in enumerate(sorted(sign * v for v in left[s::2])[:64]):
            heap.append((value + columns[s][0], s, value, 0))
    heapify(heap)
    alternating = 0
    for rank in range(k):
        if not heap:
            break
        total, s, value, j = heap[0]
        alternating += -total if rank % 2 else total
        if j + 1 < len(columns[s]):
            heapreplace(heap, (value + columns[s][j + 1], s, value, j + 1))
        else:
            heappop(heap)
    return sign * total, sign * alternating
