# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: forgets values more than 3000 places away, wrong at scale only; fails on: longer lists."""

from bisect import bisect_left, bisect_right, insort

SIDE = "later"
STRICT = True
TIE = "last"


def overtop_profile(values, d):
    if STRICT:
        d += 1
    walk = values[::-1] if SIDE == "later" else values
    seen, scores = [], []
    for i, value in enumerate(walk):
        scores.append(bisect_right(seen, value - d))
        insort(seen, value)
        if i >= 3000:
            del seen[bisect_left(seen, walk[i - 3000])]
    if SIDE == "later":
        scores.reverse()
    most = max(scores)
    where = scores.index(most) if TIE == "first" else len(scores) - 1 - scores[::-1].index(most)
    return sum(scores), most, where
