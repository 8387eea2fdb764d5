# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: ignores the tie rule (fast but wrong); fails on: blocks that agree in cost and length."""

from collections import Counter

MEASURE = "cost"
TIE = "last"


def cheapest_cover(items, weights, need):
    missing = Counter(need)
    lack = len(need)
    left = cost = 0
    best = None
    for right, item in enumerate(items):
        cost += weights[right]
        if item in missing:
            missing[item] -= 1
            lack -= missing[item] >= 0
        if lack:
            continue
        while items[left] not in missing or missing[items[left]] < 0:
            if items[left] in missing:
                missing[items[left]] += 1
            cost -= weights[left]
            left += 1
        length = right - left + 1
        measures = (cost, length) if MEASURE == "cost" else (length, cost)
        if best is None or measures < best[0] or (measures == best[0] and TIE == "first"):
            best = (measures, left, cost, length)
    return (best[2], best[1], best[3]) if best else (-1, -1, -1)
