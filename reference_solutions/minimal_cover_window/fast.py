# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Two pointers over the needed items alone; costs come from prefix sums.

For a right end the best block is the one with the rightmost left end: no other is lighter or
shorter. Once a block covers, that left end moves only when the entering item is the one that holds
it, so nearly every step is a comparison and a decrement. O(n).
"""

from collections import Counter
from itertools import accumulate

MEASURE = "cost"
TIE = "last"


def cheapest_cover(items: list[int], weights: list[int], need: list[int]) -> tuple[int, int, int]:
    missing = dict(Counter(need))
    places = [i for i, item in enumerate(items) if item in missing]
    held = [items[i] for i in places]
    lack = len(need)
    for right, item in enumerate(held):  # noqa: B007 - used below
        open_ = missing[item]
        missing[item] = open_ - 1
        if open_ > 0:
            lack -= 1
            if not lack:
                break
    else:
        return -1, -1, -1
    sums = [0, *accumulate(weights)]
    positions = range(len(sums))
    firsts, seconds = (sums, positions) if MEASURE == "cost" else (positions, sums)
    earlier = TIE == "last"  # of two equal blocks the later one counts
    left = -1
    holder = held[right]  # the first block ends there, too
    least = least_second = 1 << 80
    start = 0
    for place, item in enumerate(held[right:], right):
        if item != holder:
            missing[item] -= 1
            continue
        # The item that holds the left end has come again: go on to the next one that holds it.
        left += 1
        holder = held[left]
        lack = missing[holder]
        while lack < 0:
            missing[holder] = lack + 1
            left += 1
            holder = held[left]
            lack = missing[holder]
        first = places[left]
        end = places[place] + 1
        size = firsts[end] - firsts[first]
        if size <= least:
            second = seconds[end] - seconds[first]
            if size < least or second < least_second + earlier:
                least, least_second, start = size, second, first
    return (least, start, least_second) if MEASURE == "cost" else (least_second, start, least)
