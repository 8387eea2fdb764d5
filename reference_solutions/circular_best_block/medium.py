# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Prefix sums of the doubled list, and a heap of block ends that are still to come or too near.
O(n log n).
"""

from heapq import heappop, heappush
from itertools import accumulate

GOAL = "smallest"
SIDE = "last"
SIZE = "long"


def ring_block(values: list[int], low: int, high: int) -> tuple[int, int, int]:
    n = len(values)
    sums = [0, *accumulate(values + values)]
    sign = 1 if GOAL == "smallest" else -1
    towards = -1 if SIZE == "long" else 1
    heap: list[tuple[int, int]] = []  # (sum, end), each with the sign that makes the best least
    for end in range(low, high):
        heappush(heap, (sign * sums[end], towards * end))
    best = None
    for start in range(n):
        end = start + high
        heappush(heap, (sign * sums[end], towards * end))
        while towards * heap[0][1] < start + low:
            heappop(heap)
        total = heap[0][0] - sign * sums[start]
        if best is None or total < best[0] or (total == best[0] and SIDE == "last"):
            best = (total, start, towards * heap[0][1] - start)
    total, start, length = best
    return sign * total, start, length
