# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: stale witness (links point to a height, read at the end); fails on: a predecessor height that improves later on."""

from bisect import bisect_right


def best_climb(heights, prizes, step):
    front, tops = [], []
    last_stop, link = {}, {}
    for i, (height, total) in enumerate(zip(heights, prizes)):
        if not total:
            continue
        place = bisect_right(front, height - step)
        below = None
        if place:
            total += tops[place - 1]
            below = front[place - 1]
        place = bisect_right(front, height)
        if place and tops[place - 1] >= total:
            continue
        if place and front[place - 1] == height:
            place -= 1
        end = bisect_right(tops, total)
        front[place:end] = [height]
        tops[place:end] = [total]
        last_stop[height] = i
        link[height] = below
    if not front:
        return 0, []
    route = []
    height = front[-1]
    seen = set()
    while height is not None and height not in seen:
        seen.add(height)
        route.append(last_stop[height])
        height = link[height]
    return tops[-1], sorted(route)
