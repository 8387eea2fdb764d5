# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""From every start, go right until the need is covered. O(n^2)."""

from collections import Counter

MEASURE = "cost"
TIE = "last"


def cheapest_cover(items: list[int], weights: list[int], need: list[int]) -> tuple[int, int, int]:
    best = None
    for start in range(len(items)):
        missing = Counter(need)
        lack = len(need)
        cost = 0
        for end in range(start, len(items)):
            cost += weights[end]
            if missing.get(items[end], 0) > 0:
                missing[items[end]] -= 1
                lack -= 1
            if lack == 0:
                length = end - start + 1
                measures = (cost, length) if MEASURE == "cost" else (length, cost)
                if best is None or measures < best[0] or (measures == best[0] and TIE == "last"):
                    best = (measures, (cost, start, length))
                break
    return best[1] if best else (-1, -1, -1)
