# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: boundary (fast but wrong); fails on: two values that differ by exactly d."""

from bisect import bisect_right, insort

SIDE = "later"
STRICT = True
TIE = "last"


def overtop_profile(values, d):
    if not STRICT:
        d += 1
    seen, scores = [], []
    for value in reversed(values) if SIDE == "later" else values:
        scores.append(bisect_right(seen, value - d))
        insort(seen, value)
    if SIDE == "later":
        scores.reverse()
    most = max(scores)
    where = scores.index(most) if TIE == "first" else len(scores) - 1 - scores[::-1].index(most)
    return sum(scores), most, where
