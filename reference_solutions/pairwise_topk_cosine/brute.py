# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try every choice of k other rows and keep the one with the highest sum of likenesses."""

from itertools import combinations
from math import hypot

import numpy as np


def nearest_directions(points: np.ndarray, k: int) -> np.ndarray:
    units = []
    for vector in points.tolist():
        length = hypot(*vector)
        units.append([x / length if length else 0.0 for x in vector])
    answer = []
    for i, unit in enumerate(units):
        likeness = [sum(x * y for x, y in zip(unit, other, strict=True)) for other in units]
        others = [j for j in range(len(units)) if j != i]
        answer.append(max(combinations(others, k), key=lambda c: sum(likeness[j] for j in c)))
    return np.array(answer, dtype=np.int64)
