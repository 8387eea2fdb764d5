# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (compares each lamp with forty others in order of x); fails on: lamps on a vertical line, and crowds."""

from heapq import nsmallest

import numpy as np

STRAIN = (1, 2)
APART = 0


def closest_pairs(places: np.ndarray, k: int) -> tuple[int, int]:
    points = [(int(x) * STRAIN[0], int(y) * STRAIN[1]) for x, y in places]
    points.sort()
    taken = nsmallest(k, all_strains(points))
    return (taken[-1], sum(taken)) if taken else (0, 0)


def all_strains(points):
    for i, (x, y) in enumerate(points):
        for x2, y2 in points[max(0, i - 40) : i]:
            strain = (x - x2) ** 2 + (y - y2) ** 2
            if strain >= APART:
                yield strain
