# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (a reference matters only if its new value is the largest); fails on: a largest value that falls."""

from heapq import heappop, heappush

CHOICE = "min"
SIGN = "plus"
COUNTED = "risen"


def replay(cells: int, edits: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    flip = 1 if CHOICE == "max" else -1
    sign = 1 if SIGN == "plus" else -1
    references: list[list[int]] = [[] for _ in range(cells)]
    constants = [0] * cells
    values = [0] * cells
    largest: list[int | None] = [0] * cells  # None: to be looked for
    readers: list[set[int]] = [set() for _ in range(cells)]
    total = 0
    answer = []
    for cell, constant, *now in edits:
        constants[cell] = flip * constant
        old = references[cell]
        if now != old:
            rewire(cell, old, now, readers)
            references[cell] = now
            largest[cell] = None if now else 0
        moved = risen = 0
        heap = [cell]
        while heap:
            at = heappop(heap)
            top = largest[at]
            if top is None:
                top = largest[at] = max([values[i] for i in references[at]])
            before = values[at]
            value = constants[at] + sign * top
            if value == before:
                continue
            values[at] = value
            total += value - before
            moved += 1
            risen += value > before
            for reader in readers[at]:
                top = largest[reader]
                if top is None:
                    continue
                if value > top:
                    largest[reader] = value
                else:
                    continue
                heappush(heap, reader)
        higher = risen if flip > 0 else moved - risen
        answer.append((moved if COUNTED == "changed" else higher, flip * total))
    return answer


def rewire(cell: int, old: list[int], now: list[int], readers: list[set[int]]) -> None:
    for reference in old:
        readers[reference].discard(cell)
    for reference in now:
        readers[reference].add(cell)
