# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (only the nearest lamp of each lamp is considered); fails on: lamps that belong to several close pairs."""

import numpy as np
from scipy.spatial import cKDTree

STRAIN = (1, 2)
APART = 0


def closest_pairs(places, k):
    if len(places) < 2:
        return 0, 0
    scaled = places * np.array(STRAIN)
    near = cKDTree(scaled).query(scaled, 2)[1]
    pairs = {(min(i, j), max(i, j)) for i, row in enumerate(near.tolist()) for j in row if i != j}
    strains = [int(((scaled[i] - scaled[j]) ** 2).sum()) for i, j in pairs]
    taken = sorted(s for s in strains if s >= APART)[:k]
    return (taken[-1], sum(taken)) if taken else (0, 0)
