# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: boundary; fails on: ranks of values that the dealer owns."""

from bisect import bisect_left
from itertools import accumulate

DIRECTION = 1
STRICT = 0
ABSENT = -2000000000


def replay(log: list[tuple[int, int, int]]) -> list[int]:
    values: list[int] = []
    counts: list[int] = []
    answers = []
    for kind, number, count in log:
        if kind == 2:
            sums = list(accumulate(counts))
            if sums and sums[-1] >= number:
                answers.append(values[bisect_left(sums, number)] * DIRECTION)
            else:
                answers.append(ABSENT)
            continue
        number *= DIRECTION
        if kind == 3:
            answers.append(sum(counts[: bisect_left(values, number + 1 - STRICT)]))
            continue
        place = bisect_left(values, number)
        there = place < len(values) and values[place] == number
        if kind == 0:
            if there:
                counts[place] += count
            else:
                values.insert(place, number)
                counts.insert(place, count)
            answers.append(counts[place])
        elif not there:
            answers.append(0)
        else:
            sold = min(count, counts[place])
            counts[place] -= sold
            if counts[place] == 0:
                del values[place], counts[place]
            answers.append(sold)
    return answers
