# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Compress the heights and keep a Fenwick tree of prefix maxima over them. O(n log n)."""

from bisect import bisect_left, bisect_right


def best_climb(heights: list[int], prizes: list[int], step: int) -> tuple[int, list[int]]:
    levels = sorted(set(heights))
    size = len(levels)
    best_total = [0] * (size + 1)
    best_stop = [-1] * (size + 1)
    parents = [-1] * len(heights)
    best, last = 0, -1
    for i, height in enumerate(heights):
        total = 0
        node = bisect_right(levels, height - step)
        while node > 0:
            if best_total[node] > total:
                total = best_total[node]
                parents[i] = best_stop[node]
            node &= node - 1
        total += prizes[i]
        if total > best:
            best, last = total, i
        node = bisect_left(levels, height) + 1
        while node <= size and best_total[node] < total:  # the nodes above hold at least as much
            best_total[node] = total
            best_stop[node] = i
            node += node & -node
    route = []
    while last >= 0:
        route.append(last)
        last = parents[last]
    return best, route[::-1]
