# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a case (fast but wrong); fails on: shops over the change of day, which it takes as never open."""

from bisect import bisect_left, bisect_right


def open_counts(starts, ends, moments):
    shops = [(s, e) for s, e in zip(starts, ends) if s <= e]
    first = sorted(s for s, _ in shops)
    last = sorted(e for _, e in shops)
    return [bisect_right(first, x) - bisect_left(last, x) for x in moments]
