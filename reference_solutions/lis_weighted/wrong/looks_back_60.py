# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, sampling (only the 60 stops before are tried); fails on: climbs that skip more than 60 stops."""


def best_climb(heights, prizes, step):
    totals, parents = [], []
    for i, height in enumerate(heights):
        best, parent = 0, -1
        for j in range(max(0, i - 60), i):
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
    return best, route[::-1]
