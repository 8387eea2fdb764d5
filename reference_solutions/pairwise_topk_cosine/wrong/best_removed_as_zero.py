# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (what was taken is set to 0, which beats negative ones); fails on: rows whose likenesses are all negative."""

import numpy as np

BLOCK = 128
NEVER = 0.0


def nearest_directions(points: np.ndarray, k: int) -> np.ndarray:
    lengths = np.sqrt(np.einsum("nd,nd->n", points, points))
    lengths[lengths == 0] = 1.0
    units = (points / lengths[:, None]).astype(np.float32)
    best = np.empty((len(points), k), dtype=np.int64)
    columns = units.T
    for start in range(0, len(points), BLOCK):
        likeness = units[start : start + BLOCK] @ columns
        rows = np.arange(len(likeness))
        likeness[rows, start + rows] = NEVER
        for place in range(k):
            found = likeness.argmax(axis=1)
            best[start : start + BLOCK, place] = found
            likeness[rows, found] = NEVER
    return best
