# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A Fenwick tree over the sorted distinct values counts those that have been passed. O(n log n)."""

from bisect import bisect_left, bisect_right

SIDE = "later"
STRICT = True
TIE = "last"


def overtop_profile(values: list[int], d: int) -> tuple[int, int, int]:
    levels = sorted(set(values))
    tree = [0] * (len(levels) + 1)
    bisect = bisect_left if STRICT else bisect_right
    positions = range(len(values))
    total, most, where = 0, -1, -1
    for i in reversed(positions) if SIDE == "later" else positions:
        node = bisect(levels, values[i] - d)
        score = 0
        while node > 0:
            score += tree[node]
            node -= node & -node
        total += score
        # Of equal scores the one met last wins if the walk ends at the wanted side.
        if score > most or (score == most and (SIDE == "later") == (TIE == "first")):
            most, where = score, i
        node = bisect_left(levels, values[i]) + 1
        while node <= len(levels):
            tree[node] += 1
            node += node & -node
    return total, most, where
