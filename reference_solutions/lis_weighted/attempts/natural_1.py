# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_right, bisect_left


def best_climb(heights: list[int], prizes: list[int], step: int) -> tuple[int, list[int]]:
    n = len(heights)
    levels = sorted(set(heights))
    m = len(levels)
    tree_best = [0] * (m + 1)
    tree_stop = [-1] * (m + 1)
    before = [-1] * n
    best = 0
    best_stop = -1
    for i in range(n):
        h = heights[i]
        k = bisect_right(levels, h - step)
        value = 0
        stop = -1
        while k:
            if tree_best[k] > value:
                value = tree_best[k]
                stop = tree_stop[k]
            k &= k - 1
        before[i] = stop
        value += prizes[i]
        if value > best:
            best = value
            best_stop = i
        k = bisect_left(levels, h) + 1
        while k <= m:
            if tree_best[k] >= value:
                break
            tree_best[k] = value
            tree_stop[k] = i
            k += k & -k
    climb = []
    while best_stop >= 0:
        climb.append(best_stop)
        best_stop = before[best_stop]
    climb.reverse()
    return best, climb
