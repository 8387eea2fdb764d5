# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_left, bisect_right
from itertools import repeat
from operator import gt, sub


def open_counts(starts: list[int], ends: list[int], moments: list[int]) -> list[int]:
    # open at x: [s <= x] - [e < x], and one more for a shop with s > e
    if not moments:
        return []
    over_night = sum(map(gt, starts, ends))
    first = sorted(starts)
    if over_night:
        first = [-1_000_000_001] * over_night + first
    last = sorted(ends)
    asked = sorted(set(moments))
    counts = dict(zip(asked, map(sub,
                                 map(bisect_right, repeat(first), asked),
                                 map(bisect_left, repeat(last), asked))))
    return list(map(counts.__getitem__, moments))
