# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: memory (the likenesses of all pairs at once); fails on: the memory limit at the largest size."""

import numpy as np


def nearest_directions(points: np.ndarray, k: int) -> np.ndarray:
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    lengths[lengths == 0] = 1.0
    units = points / lengths
    likeness = units @ units.T
    np.fill_diagonal(likeness, -2.0)
    return np.argpartition(likeness, -k, axis=1)[:, -k:]
