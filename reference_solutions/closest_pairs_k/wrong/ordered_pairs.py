# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: counts each pair twice; fails on: nearly everything."""

from heapq import nsmallest

import numpy as np

STRAIN = (1, 2)
APART = 0


def closest_pairs(places: np.ndarray, k: int) -> tuple[int, int]:
    points = [(int(x) * STRAIN[0], int(y) * STRAIN[1]) for x, y in places]
    taken = nsmallest(k, [s for s in all_strains(points) for _ in (0, 1)])
    return (taken[-1], sum(taken)) if taken else (0, 0)


def all_strains(points):
    for i, (x, y) in enumerate(points):
        for x2, y2 in points[:i]:
            strain = (x - x2) ** 2 + (y - y2) ** 2
            if strain >= APART:
                yield strain
