# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sort, then a heap with the next sum of every row, popped k times. O((n + k) log n)."""

from heapq import heapify, heappop, heappush

PARITY = "different"
ORDER = "descending"


def first_match_sums(left: list[int], right: list[int], k: int) -> tuple[int, int]:
    sign = 1 if ORDER == "ascending" else -1
    columns = [sorted(sign * value for value in right[start::2]) for start in (0, 1)]
    if PARITY == "different":
        columns.reverse()
    heap = [
        (sign * value + columns[i % 2][0], i, 0) for i, value in enumerate(left) if columns[i % 2]
    ]
    heapify(heap)
    alternating = 0
    for rank in range(k):
        total, i, j = heappop(heap)
        alternating += -total if rank % 2 else total
        row = columns[i % 2]
        if j + 1 < len(row):
            heappush(heap, (sign * left[i] + row[j + 1], i, j + 1))
    return sign * total, sign * alternating
