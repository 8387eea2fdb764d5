# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misreads a case (fast but wrong); fails on: shops over the change of day, which it turns into shops of the day."""

from bisect import bisect_left, bisect_right


def open_counts(starts, ends, moments):
    first = sorted(map(min, starts, ends))
    last = sorted(map(max, starts, ends))
    return [bisect_right(first, x) - bisect_left(last, x) for x in moments]
