# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Two sorted lists: all values seen, except the last few hundred, and those last few hundred.

A query is a bisection in each. Inserting moves little memory, because it goes to the short list,
which is merged into the long one (Timsort merges two runs) when a block is done. The bisections in
the long list run from C over a whole block. O(n log n + n^2 / block) with tiny constants.
"""

from bisect import bisect_right, insort
from itertools import repeat

SIDE = "later"
STRICT = True
TIE = "last"
BLOCK = 1024


def overtop_profile(values: list[int], d: int) -> tuple[int, int, int]:
    if STRICT:
        d += 1
    walk = values[::-1] if SIDE == "later" else values
    scores: list[int] = []
    seen: list[int] = []
    for start in range(0, len(walk), BLOCK):
        block = walk[start : start + BLOCK]
        bounds = [value - d for value in block]
        recent: list[int] = []
        if seen:
            for value, bound, far in zip(block, bounds, map(bisect_right, repeat(seen), bounds)):  # noqa: B905 - one length
                scores.append(far + bisect_right(recent, bound))
                insort(recent, value)
        else:
            for value, bound in zip(block, bounds):  # noqa: B905 - one length
                scores.append(bisect_right(recent, bound))
                insort(recent, value)
        seen += recent
        seen.sort()
    if SIDE == "later":
        scores.reverse()
    most = max(scores)
    if TIE == "first":
        return sum(scores), most, scores.index(most)
    return sum(scores), most, len(scores) - 1 - scores[::-1].index(most)
