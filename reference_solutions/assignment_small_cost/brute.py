# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try every choice of jobs. Factorial."""

from itertools import permutations

import numpy as np


def cheapest_plan(costs: np.ndarray) -> tuple[int, list[int]]:
    n, m = costs.shape
    table = costs.tolist()
    best: tuple[int, list[int]] = (-1, [])
    for plan in permutations(range(m), n):
        chosen = [table[worker][job] for worker, job in enumerate(plan)]
        if min(chosen) >= 0 and (best[0] < 0 or sum(chosen) < best[0]):
            best = sum(chosen), list(plan)
    return best
