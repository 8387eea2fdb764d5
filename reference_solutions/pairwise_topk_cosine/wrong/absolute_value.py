# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misread rule (opposite counts as alike); fails on: negative likenesses."""

import numpy as np


def nearest_directions(points: np.ndarray, k: int) -> np.ndarray:
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    lengths[lengths == 0] = 1.0
    units = points / lengths
    best = []
    for i in range(len(units)):
        likeness = np.abs(units @ units[i])
        likeness[i] = -np.inf
        best.append(np.argpartition(likeness, -k)[-k:])
    return np.array(best, dtype=np.int64)
