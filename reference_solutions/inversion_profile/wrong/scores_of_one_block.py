# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: stale cache (fast but wrong), forgets to merge the last block; fails on: lists longer than a block."""

from bisect import bisect_right, insort

SIDE = "later"
STRICT = True
TIE = "last"
BLOCK = 256


def overtop_profile(values, d):
    if STRICT:
        d += 1
    walk = values[::-1] if SIDE == "later" else values
    seen, scores = [], []
    for start in range(0, len(walk), BLOCK):
        recent = []
        for value in walk[start : start + BLOCK]:
            scores.append(bisect_right(seen, value - d) + bisect_right(recent, value - d))
            insort(recent, value)
        seen = sorted(recent)
    if SIDE == "later":
        scores.reverse()
    most = max(scores)
    where = scores.index(most) if TIE == "first" else len(scores) - 1 - scores[::-1].index(most)
    return sum(scores), most, where
