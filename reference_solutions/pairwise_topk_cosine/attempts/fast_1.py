# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
from math import isqrt


def nearest_directions(points: np.ndarray, k: int) -> np.ndarray:
    n, dim = points.shape
    norms = np.sqrt(np.einsum("ij,ij->i", points, points))
    norms[norms == 0] = 1.0
    unit = np.empty((n, dim), dtype=np.float32)
    np.divide(points, norms[:, None], out=unit, casting="unsafe")

    out = np.empty((n, k), dtype=np.int64)
    block = 128
    g = max(k + 1, isqrt(2 * n * k))
    s = -(-n // g)
    grouped = k > 1 and s >= 3
    width = g * s if grouped else n

    base = np.zeros((dim, width), dtype=np.float32)
    base[:, :n] = unit.T
    buf = np.empty((min(block, n), width), dtype=np.float32)
    if grouped:
        offs = np.arange(s, dtype=np.int64) * g
    for start in range(0, n, block):
        stop = min(n, start + block)
        b = stop - start
        sim = buf[:b]
        np.matmul(unit[start:stop], base, out=sim)
        flat = sim.reshape(-1)
        flat[start::width + 1][:b] = -2.0          # the diagonal: itself
        if k == 1:
            out[start:stop, 0] = sim.argmax(axis=1)
        elif not grouped:
            out[start:stop] = np.argpartition(sim, n - k, axis=1)[:, n - k:]
        else:
            if width > n:
                sim[:, n:] = -2.0
            # the k best lie in the k strided groups with the best maxima
            tops = sim.reshape(b, s, g).max(axis=1)
            grp = np.argpartition(tops, g - k, axis=1)[:, g - k:]
            cand = (grp[:, :, None] + offs).reshape(b, k * s)
            rows = np.arange(b, dtype=np.int64)[:, None] * width
            vals = flat.take(cand + rows)
            sel = np.argpartition(vals, k * s - k, axis=1)[:, k * s - k:]
            out[start:stop] = np.take_along_axis(cand, sel, axis=1)
    return out
