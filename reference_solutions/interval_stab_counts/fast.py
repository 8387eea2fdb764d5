# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sort starts, ends and moments apart, then walk the three together. O((n + q) log (n + q)).

Idea: the shops open at x are those over midnight, plus the starts <= x, minus the ends < x,
whichever way round a shop's two readings are. Three sorts of plain integers and one merge are
cheaper than one sort of tagged events and than two bisections a moment.
"""

from operator import gt

NEVER = 1 << 60


def open_counts(starts: list[int], ends: list[int], moments: list[int]) -> list[int]:
    count = sum(map(gt, starts, ends))
    opening = iter([*sorted(starts), NEVER])
    closing = iter([*sorted(ends), NEVER])
    opens = next(opening)
    closes = next(closing)
    counts = {}
    for moment in sorted(moments):
        while opens <= moment:
            count += 1
            opens = next(opening)
        while closes < moment:
            count -= 1
            closes = next(closing)
        counts[moment] = count
    return [counts[moment] for moment in moments]
