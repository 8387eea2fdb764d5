# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: float rounding; fails on: values near the limit whose difference is within a few units of d."""

from bisect import bisect_left, bisect_right, insort

SIDE = "later"
STRICT = True
TIE = "last"


def overtop_profile(values, d):
    bisect = bisect_left if STRICT else bisect_right
    seen, scores = [], []
    for value in reversed(values) if SIDE == "later" else values:
        scores.append(bisect(seen, float(value) - d))
        insort(seen, float(value))
    if SIDE == "later":
        scores.reverse()
    most = max(scores)
    where = scores.index(most) if TIE == "first" else len(scores) - 1 - scores[::-1].index(most)
    return sum(scores), most, where
