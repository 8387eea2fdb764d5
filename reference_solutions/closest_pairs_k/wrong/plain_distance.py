# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misreads the measure; fails on: pairs that lie in another direction."""

import numpy as np
from scipy.spatial import cKDTree

STRAIN = (1, 2)
APART = 0


def closest_pairs(places: np.ndarray, k: int) -> tuple[int, int]:
    scaled, lamps = np.unique(places * np.array([max(STRAIN)] * 2), axis=0, return_counts=True)
    strains = [np.zeros(0, dtype=np.int64)]
    if APART == 0:
        same = int((lamps * (lamps - 1) // 2).sum())
        strains.append(np.zeros(min(k, same), dtype=np.int64))
    tree = cKDTree(scaled)
    neighbours = 4
    while len(scaled) > 1:
        neighbours = min(neighbours, len(scaled))
        near = tree.query(scaled, neighbours)[0][:, 1:]
        near = np.sort(near[near**2 >= APART - 0.5])
        if len(near) >= 2 * k or neighbours == len(scaled):
            break
        neighbours *= 4
    if len(scaled) > 1 and len(near):
        radius = near[min(2 * k, len(near)) - 1]
        pairs = tree.query_pairs(radius * 1.000001, output_type="ndarray")
        first, second = pairs[:, 0], pairs[:, 1]
        strain = ((scaled[first] - scaled[second]) ** 2).sum(axis=1)
        apart = strain >= APART
        weight = np.minimum((lamps[first] * lamps[second])[apart], k)
        strains.append(np.repeat(strain[apart], weight))
    taken = np.sort(np.concatenate(strains))[:k]
    return (int(taken[-1]), int(taken.sum())) if len(taken) else (0, 0)
