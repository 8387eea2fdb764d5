"""kind: misreads a case (fast but wrong); fails on: shops over the change of day, which it turns into shops of the day."""

from bisect import bisect_left, bisect_right


def open_counts(starts, ends, moments):
    first = sorted(map(min, starts, ends))
    last = sorted(map(max, starts, ends))
    return [bisect_right(first, x) - bisect_left(last, x) for x in moments]
