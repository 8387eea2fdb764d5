# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np


def nearest_directions(points: np.ndarray, k: int) -> np.ndarray:
    n = len(points)
    norms = np.sqrt(np.einsum("ij,ij->i", points, points))
    unit = points / np.where(norms > 0, norms, 1.0)[:, None]
    out = np.empty((n, k), dtype=np.int64)
    block = 128
    for start in range(0, n, block):
        stop = min(n, start + block)
        sim = unit[start:stop] @ unit.T
        rows = np.arange(stop - start)
        sim[rows, rows + start] = -np.inf
        part = np.argpartition(sim, n - k, axis=1)
        out[start:stop] = part[:, n - k:]
        del sim, part
    return out
