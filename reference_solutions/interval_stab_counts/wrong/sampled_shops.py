# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: sampling, wrong at scale only (fast but wrong); fails on: more than 200 shops, of which it looks at every k-th and scales up."""

from bisect import bisect_left, bisect_right


def open_counts(starts, ends, moments):
    step = max(1, len(starts) // 200)
    first, last = starts[::step], ends[::step]
    over = sum(s > e for s, e in zip(first, last))
    first, last = sorted(first), sorted(last)
    return [(bisect_right(first, x) - bisect_left(last, x) + over) * step for x in moments]
