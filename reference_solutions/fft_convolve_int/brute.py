# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Every pair of coefficients, in Python's integers."""

import numpy as np

MODULUS = 998244353
ODD = "minus"


def wrapped_product(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray:
    weights = {"minus": (1, -1), "plus": (1, 1), "drop": (1, 0)}[ODD]
    sums = dict.fromkeys(range(size), 0)
    for i, left in enumerate(a.tolist()):
        for j, right in enumerate(b.tolist()):
            lap, power = divmod(i + j, size)
            sums[power] += weights[lap % 2] * left * right
    return np.array([sums[power] % MODULUS for power in range(size)], dtype=np.int64)
