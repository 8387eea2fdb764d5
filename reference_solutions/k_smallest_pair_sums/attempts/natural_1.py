# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from heapq import heapify, heappop, heappush


def first_match_sums(left: list[int], right: list[int], k: int) -> tuple[int, int]:
    groups = [
        (sorted(left[0::2], reverse=True), sorted(right[1::2], reverse=True)),
        (sorted(left[1::2], reverse=True), sorted(right[0::2], reverse=True)),
    ]
    heap = []
    for g, (a, b) in enumerate(groups):
        if a and b:
            heap.append((-(a[0] + b[0]), g, 0, 0))
    heapify(heap)
    alternating = 0
    sign = 1
    s = 0
    for _ in range(k):
        neg, g, i, j = heappop(heap)
        s = -neg
        alternating += sign * s
        sign = -sign
        a, b = groups[g]
        if j + 1 < len(b):
            heappush(heap, (-(a[i] + b[j + 1]), g, i, j + 1))
        if j == 0 and i + 1 < len(a):
            heappush(heap, (-(a[i + 1] + b[0]), g, i + 1, 0))
    return s, alternating
