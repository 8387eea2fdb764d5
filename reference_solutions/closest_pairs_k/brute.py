# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Numbers all pairs by itertools and sorts their strains."""

from itertools import combinations

import numpy as np

STRAIN = (1, 2)
APART = 0


def closest_pairs(places: np.ndarray, k: int) -> tuple[int, int]:
    strains = []
    for lamp, other in combinations(places.tolist(), 2):
        change = [abs(a - b) * factor for a, b, factor in zip(lamp, other, STRAIN, strict=True)]
        strains.append(sum(part * part for part in change))
    strains = sorted(strain for strain in strains if strain >= APART)
    total = largest = 0
    for strain in strains[:k]:
        total += strain
        largest = strain
    return largest, total
