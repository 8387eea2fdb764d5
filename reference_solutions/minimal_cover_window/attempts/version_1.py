# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Two pointers over the needed items alone; costs come from prefix sums.

For a right end the best block is the one with the rightmost left end: no other is lighter or
shorter. That left end moves only when the entering item is the one that holds it, so nearly every
step is a decrement and a comparison. O(n).
"""

from collections import Counter
from itertools import accumulate

MEASURE = "cost"
TIE = "last"


def cheapest_cover(items: list[int], weights: list[int], need: list[int]) -> tuple[int, int, int]:
    missing = dict(Counter(need))
    places = [i for i, item in enumerate(items) if item in missing]
    if len(places) < len(need):
        return -1, -1, -1
    held = [items[i] for i in places]
    sums = [0, *accumulate(weights)]
    positions = list(range(len(sums)))
    firsts, seconds = (sums, positions) if MEASURE == "cost" else (positions, sums)
    lack = len(need)
    left = 0
    holder = held[0]
    found: list[tuple[int, int]] = []  # (first measure, second measure)
    starts: list[int] = []
    least = 1 << 80
    for end, item in zip(places, held):  # noqa: B905 - one length
        missing[item] = open_ = missing[item] - 1
        if open_ >= 0:
            lack -= 1
            if lack:
                continue
        elif lack or item != holder:
            continue
        while missing[holder] < 0:
            missing[holder] += 1
            left += 1
            holder = held[left]
        start = places[left]
        first = firsts[end + 1] - firsts[start]
        if first <= least:
            least = first
            found.append((first, seconds[end + 1] - seconds[start]))
            starts.append(start)
    if not found:
        return -1, -1, -1
    if TIE == "last":
        found.reverse()
        starts.reverse()
    first, second = best = min(found)
    start = starts[found.index(best)]
    return (first, start, second) if MEASURE == "cost" else (second, start, first)
