# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, greedy (finds the climb of most stops); fails on: few stops with large prizes."""

from bisect import bisect_left, bisect_right


def best_climb(heights, prizes, step):
    ends, at = [], []
    parents = [-1] * len(heights)
    for i, height in enumerate(heights):
        place = bisect_right(ends, height - step)
        if place:
            parents[i] = at[place - 1]
        if place == len(ends):
            ends.append(height)
            at.append(i)
        elif height < ends[place]:
            ends[place] = height
            at[place] = i
    route = []
    i = at[-1] if at else -1
    while i >= 0:
        route.append(i)
        i = parents[i]
    route.reverse()
    return sum(prizes[i] for i in route), route
