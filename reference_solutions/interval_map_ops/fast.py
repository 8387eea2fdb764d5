# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The parts of one colour in a sorted list, and their sums in blocks over all borders of the log.

Neighbouring parts always differ in colour, so a run is one part. A paint replaces the parts that it
covers by one or two, which moves a few list entries in C. Every border is known beforehand and has
a cell for the sum of the part that begins there: a sum over many parts adds whole blocks of cells,
and a few single ones. The sums are reduced, so that they stay machine integers.
"""

from bisect import bisect_left, bisect_right

WHAT = 1
MODULUS = 1000000007

SHIFT = 6


def replay(length: int, log: list[tuple[int, ...]]) -> list[int]:
    borders = sorted({0, *(place for entry in log if not entry[0] for place in entry[1:3])})
    rank = {border: i for i, border in enumerate(borders)}
    fence = Fence(length, rank)
    starts = fence.starts
    answers = []
    for kind, *rest in log:
        if kind == 0:
            if rest[0] < rest[1]:
                fence.paint(*rest)
        elif kind == 1:
            answers.append(fence.total(*rest))
        else:
            part = bisect_right(starts, rest[0])
            answers.append(starts[part] - starts[part - 1])
    return answers


class Fence:
    def __init__(self, length: int, rank: dict[int, int]) -> None:
        self.rank = rank
        self.starts = [0, length]  # the last one is a guard
        self.colours = [0, -1]
        self.cells = [0] * len(rank)
        self.blocks = [0] * ((len(rank) >> SHIFT) + 1)

    def note(self, start: int, end: int, colour: int) -> None:
        cell = self.rank[start]
        worth = colour**WHAT * (end - start) % MODULUS
        self.blocks[cell >> SHIFT] += worth - self.cells[cell]
        self.cells[cell] = worth

    def paint(self, left: int, right: int, colour: int) -> None:
        starts, colours = self.starts, self.colours
        first = bisect_right(starts, left) - 1
        stop = bisect_left(starts, right, first)  # the part before it holds the last board
        start, end = starts[first], starts[stop]
        new_starts, new_colours = [left], [colour]
        if right < end:
            if colours[stop - 1] != colour:
                new_starts.append(right)
                new_colours.append(colours[stop - 1])
        elif colours[stop] == colour:
            stop += 1
        if start < left:
            if colours[first] == colour:
                new_starts[0] = start
            else:
                self.note(start, left, colours[first])
                first += 1
        elif colours[first - 1] == colour:
            first -= 1
            new_starts[0] = starts[first]
        for gone in starts[first:stop]:
            self.note(gone, gone, 0)
        starts[first:stop] = new_starts
        colours[first:stop] = new_colours
        for part in range(first, first + len(new_starts)):
            self.note(starts[part], starts[part + 1], colours[part])

    def total(self, left: int, right: int) -> int:
        starts, colours = self.starts, self.colours
        first = bisect_right(starts, left) - 1
        last = bisect_left(starts, right, first) - 1
        if last <= first:
            return colours[first] ** WHAT * (right - left) % MODULUS
        ends = colours[first] ** WHAT * (starts[first + 1] - left)
        ends += colours[last] ** WHAT * (right - starts[last])
        a, b = self.rank[starts[first + 1]], self.rank[starts[last]]
        block, last_block = (a >> SHIFT) + 1, b >> SHIFT
        if block > last_block:
            return (ends + sum(self.cells[a:b])) % MODULUS
        ends += sum(self.cells[a : block << SHIFT]) + sum(self.blocks[block:last_block])
        return (ends + sum(self.cells[last_block << SHIFT : b])) % MODULUS
