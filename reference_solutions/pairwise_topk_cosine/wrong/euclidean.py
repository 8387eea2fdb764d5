# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misread rule (nearest by distance); fails on: the same direction at another length."""

import numpy as np


def nearest_directions(points, k):
    best = []
    for i in range(len(points)):
        distance = ((points - points[i]) ** 2).sum(axis=1)
        distance[i] = np.inf
        best.append(np.argpartition(distance, k - 1)[:k])
    return np.array(best, dtype=np.int64)
