# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a rule (blanks at the end of a line count); fails on: lines that differ in them only."""

from operator import add

Edits = tuple[list[int], list[int]]


def shortest_edit(old: list[str], new: list[str]) -> Edits:
    number_of: dict[str, int] = {}
    one = [number_of.setdefault(line, len(number_of)) for line in old]
    other = [number_of.setdefault(line, len(number_of)) for line in new]
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    shorter -= start
    while end < shorter and one[-1 - end] == other[-1 - end]:
        end += 1
    return from_both_ends(one[start : len(one) - end], other[start : len(other) - end], start)


def from_both_ends(one: list[int], other: list[int], start: int) -> Edits:
    width, height = len(one), len(other)
    forward = [*one, -1], [*other, -2]  # nothing equals these
    backward = [*one[::-1], -1], [*other[::-1], -2]
    steps: list[list[int]] = [next_points(*forward, [])]
    back: list[list[int]] = [next_points(*backward, [])]
    while True:
        # The diagonal of place p forward is that of place `both` - p backward.
        both, odd = divmod(width - height + len(steps) + len(back) - 2, 2)
        if not odd:
            first = max(0, both - len(back) + 1)
            last = min(len(steps) - 1, both)
            if first <= last:
                mirrored = back[-1][both - last : both - first + 1][::-1]
                sums = list(map(add, steps[-1][first : last + 1], mirrored))
                furthest = max(sums)
                if furthest >= width:
                    break
        if len(steps) == len(back):
            steps.append(next_points(*forward, steps[-1]))
        else:
            back.append(next_points(*backward, back[-1]))
    place = first + sums.index(furthest)
    removed, added = way_back(steps, place, steps[-1][place])
    removed_last, added_last = way_back(back, both - place, width - steps[-1][place])
    removed = removed[::-1] + [width - 1 - i for i in removed_last]
    added = added[::-1] + [height - 1 - j for j in added_last]
    return [start + i for i in removed], [start + j for j in added]


def next_points(one: list[int], other: list[int], before: list[int]) -> list[int]:
    """How much of `one` is used up on the diagonals -d, -d + 2, …, d, for d = len(before).

    Points beyond the ends of the lists do no harm: a way by them takes more edits than any other.
    """
    d = len(before)
    width, height = len(one) - 1, len(other) - 1
    points = []
    for place in range(d + 1):
        if place == 0:
            x = before[0] if d else 0
        elif place < d and before[place - 1] < before[place]:
            x = before[place]
        else:
            x = before[place - 1] + 1
        y = x - 2 * place + d
        if x < width and y < height:
            while one[x] == other[y]:
                x += 1
                y += 1
        points.append(x)
    return points


def way_back(steps: list[list[int]], place: int, x: int) -> Edits:
    """The edits on a way to the point `x` of a diagonal, the last one first.

    The kept way leads to a point at least as far on that diagonal. Where it is ahead of `x`, the
    edit is made at once, without running along the diagonal before.
    """
    removed: list[int] = []
    added: list[int] = []
    for d in range(len(steps) - 1, 0, -1):
        before = steps[d - 1]
        if place == 0 or (place < d and before[place - 1] < before[place]):
            adds = True
            x = min(x, before[place])
        else:
            adds = False
            x = min(x, before[place - 1] + 1)
        y = x - 2 * place + d
        if y > 0 and (adds or x == 0):
            added.append(y - 1)
        else:
            place -= 1
            x -= 1
            removed.append(x)
    return removed, added
