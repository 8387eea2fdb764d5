# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Large blocks of rows in double precision; the best ones by repeated `argmax`."""

import numpy as np


def nearest_directions(points: np.ndarray, k: int) -> np.ndarray:
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    lengths[lengths == 0] = 1.0
    units = points / lengths
    blocks = []
    for start in range(0, len(units), 200):
        likeness = np.dot(units[start : start + 200], units.T)
        for i in range(len(likeness)):
            likeness[i, start + i] = -np.inf
        chosen = []
        for _ in range(k):
            best = np.argmax(likeness, axis=1)
            chosen.append(best)
            np.put_along_axis(likeness, best[:, None], -np.inf, axis=1)
        blocks.append(np.stack(chosen, axis=1))
    return np.concatenate(blocks)
