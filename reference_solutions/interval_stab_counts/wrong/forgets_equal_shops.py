# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: ignores ties; fails on: equal shops, which it counts once."""

from bisect import bisect_left, bisect_right


def open_counts(starts, ends, moments):
    shops = set(zip(starts, ends))
    over = sum(s > e for s, e in shops)
    first = sorted(s for s, _ in shops)
    last = sorted(e for _, e in shops)
    return [bisect_right(first, x) - bisect_left(last, x) + over for x in moments]
