# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: stale queue, keeps one of several equal sums but lets it leave with the first; fails on: equal prefix sums."""

from collections import deque
from itertools import accumulate

GOAL = "smallest"
SIDE = "last"
SIZE = "long"


def ring_block(values: list[int], low: int, high: int) -> tuple[int, int, int]:
    if GOAL == "smallest":
        total, start, length = largest([-value for value in values], low, high)
        return -total, start, length
    return largest(values, low, high)


def largest(values: list[int], low: int, high: int) -> tuple[int, int, int]:
    sums = [0, *accumulate(values)]
    whole = sums[-1]
    sums += [whole + part for part in sums[1:high]]
    ends = sums[low : len(values) + high]  # what a block from `start` ends with: the next `width`
    width = high - low + 1
    queue: deque[int] = deque()
    push, drop, leave = queue.append, queue.pop, queue.popleft
    for value in ends[: width - 1]:
        while queue and queue[-1] <= value:
            drop()
        push(value)
    totals = []
    for value, before, leaving in zip(ends[width - 1 :], sums, ends):  # noqa: B905 - cut to the starts
        while queue and queue[-1] <= value:
            drop()
        push(value)
        top = queue[0]
        totals.append(top - before)
        if leaving == top and queue:
            leave()
            if not queue:
                push(value)
    best = max(totals)
    start = totals.index(best) if SIDE == "first" else len(totals) - 1 - totals[::-1].index(best)
    window = sums[start + low : start + high + 1]
    if SIZE == "long":
        length = high - window[::-1].index(best + sums[start])
    else:
        length = low + window.index(best + sums[start])
    return best, start, length
