# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try all choices of kept lines, large ones first, until one occurs in both texts."""

from itertools import combinations


def shortest_edit(old: list[str], new: list[str]) -> tuple[list[int], list[int]]:
    old = [line.rstrip(" \t") for line in old]
    new = [line.rstrip(" \t") for line in new]
    for size in range(min(len(old), len(new)), -1, -1):
        places = {}
        for kept in combinations(range(len(new)), size):
            places[tuple(new[j] for j in kept)] = kept
        for kept in combinations(range(len(old)), size):
            there = places.get(tuple(old[i] for i in kept))
            if there is not None:
                removed = [i for i in range(len(old)) if i not in kept]
                return removed, [j for j in range(len(new)) if j not in there]
    raise AssertionError("nothing is common to all texts")
