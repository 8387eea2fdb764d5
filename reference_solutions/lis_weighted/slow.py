# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""For every stop, try every earlier stop as its predecessor. O(n^2)."""


def best_climb(heights: list[int], prizes: list[int], step: int) -> tuple[int, list[int]]:
    totals: list[int] = []
    parents: list[int] = []
    for i, height in enumerate(heights):
        best, parent = 0, -1
        for j in range(i):
            if heights[j] + step <= height and totals[j] > best:
                best, parent = totals[j], j
        totals.append(best + prizes[i])
        parents.append(parent)
    if not totals:
        return 0, []
    best = max(totals)
    at = totals.index(best)
    route = []
    while at >= 0:
        route.append(at)
        at = parents[at]
    route.reverse()
    return best, route
