"""kind: boundary (fast but wrong); fails on: moments that fall on an end."""

from bisect import bisect_left, bisect_right


def open_counts(starts, ends, moments):
    over = sum(s > e for s, e in zip(starts, ends))
    first, last = sorted(starts), sorted(ends)
    return [bisect_right(first, x) - bisect_right(last, x) + over for x in moments]
