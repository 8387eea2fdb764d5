# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Every pair of rows by itself; each row's pairs are sorted."""

from math import sqrt
from operator import mul

import numpy as np


def nearest_directions(points: np.ndarray, k: int) -> np.ndarray:
    vectors = points.tolist()
    lengths = [sqrt(sum(x * x for x in vector)) for vector in vectors]
    best = []
    for i, one in enumerate(vectors):
        pairs = []
        for j, other in enumerate(vectors):
            if i != j:
                product = lengths[i] * lengths[j]
                likeness = sum(map(mul, one, other)) / product if product else 0.0
                pairs.append((likeness, j))
        pairs.sort(reverse=True)
        best.append([j for _, j in pairs[:k]])
    return np.array(best, dtype=np.int64)
