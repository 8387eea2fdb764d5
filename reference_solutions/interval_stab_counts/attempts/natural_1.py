# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_left, bisect_right


def open_counts(starts: list[int], ends: list[int], moments: list[int]) -> list[int]:
    # a shop with s <= e is open at x:  [s <= x] - [e < x]
    # a shop with s >  e is open at x:  [s <= x] + 1 - [e < x]
    over_night = sum(1 for s, e in zip(starts, ends) if s > e)
    s_sorted = sorted(starts)
    e_sorted = sorted(ends)
    return [bisect_right(s_sorted, x) - bisect_left(e_sorted, x) + over_night
            for x in moments]
