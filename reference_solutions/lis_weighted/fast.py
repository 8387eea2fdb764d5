# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sweep once and keep only the front: heights whose best total beats every lower height's best.

The front is three parallel lists, ascending in height and in total, searched with bisect. A stop
that doesn't beat the front is dropped at once; one that does replaces those it dominates.
O(n log n) comparisons (the insertions move memory, which is cheap), O(n) memory.
"""

from bisect import bisect_right


def best_climb(heights: list[int], prizes: list[int], step: int) -> tuple[int, list[int]]:
    front: list[int] = []  # heights
    tops: list[int] = []  # the best total that ends at or below that height
    stops: list[int] = []  # where it ends
    parents = [-1] * len(heights)
    for i, (height, total) in enumerate(zip(heights, prizes)):  # noqa: B905 - same length by the limits
        if not total:
            continue  # leaving it out is never worse
        place = bisect_right(front, height - step)
        if place:
            total += tops[place - 1]
            parents[i] = stops[place - 1]
        size = len(front)
        if place < size and front[place] <= height:
            place = bisect_right(front, height, place)
        if place:
            if tops[place - 1] >= total:
                continue
            if front[place - 1] == height:
                place -= 1
        if place == size:
            front.append(height)
            tops.append(total)
            stops.append(i)
        elif tops[place] > total:
            front.insert(place, height)
            tops.insert(place, total)
            stops.insert(place, i)
        else:
            front[place] = height
            tops[place] = total
            stops[place] = i
            place += 1
            if place < size and tops[place] <= total:
                end = bisect_right(tops, total, place)
                del front[place:end], tops[place:end], stops[place:end]
    return trace_back(tops, stops, parents)


def trace_back(tops: list[int], stops: list[int], parents: list[int]) -> tuple[int, list[int]]:
    if not tops:
        return 0, []
    at = stops[-1]
    route = []
    while at >= 0:
        route.append(at)
        at = parents[at]
    route.reverse()
    return tops[-1], route
