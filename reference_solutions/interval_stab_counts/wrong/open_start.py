# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: boundary (fast but wrong); fails on: moments that fall on a start."""

from bisect import bisect_left, bisect_right


def open_counts(starts, ends, moments):
    over = sum(s > e for s, e in zip(starts, ends))
    first, last = sorted(starts), sorted(ends)
    return [bisect_left(first, x) - bisect_left(last, x) + over for x in moments]
