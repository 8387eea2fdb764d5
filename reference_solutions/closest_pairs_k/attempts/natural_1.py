# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
from scipy.spatial import cKDTree


def closest_pairs(places: np.ndarray, k: int) -> tuple[int, int]:
    n = len(places)
    k = min(k, n * (n - 1) // 2)
    if k == 0:
        return 0, 0

    # Pairs at the same place may be far too many to list.
    _, counts = np.unique(places[:, 0] * 4_000_001 + places[:, 1], return_counts=True)
    if int((counts * (counts - 1) // 2).sum()) >= k:
        return 0, 0

    points = places * np.array([1, 2])
    tree = cKDTree(points)
    # Double the radius until there are enough pairs. As the pairs within half
    # the radius are fewer than k, those within the radius can't be too many.
    limit = 1
    while True:
        pairs = tree.query_pairs((limit + 0.5) ** 0.5, output_type="ndarray")
        if len(pairs) >= k:
            break
        limit *= 4

    difference = points[pairs[:, 0]] - points[pairs[:, 1]]
    strains = (difference * difference).sum(axis=1)
    nearest = np.partition(strains, k - 1)[:k]
    return int(nearest.max()), int(nearest.sum())
