# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Add up the shifted multiples of one array, one for each coefficient of the other. O(n^2)."""

import numpy as np

MODULUS = 998244353
ODD = "minus"


def wrapped_product(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray:
    if len(a) > len(b):
        a, b = b, a
    product = np.zeros(len(a) + len(b) - 1, dtype=np.int64)
    for power in range(len(a)):
        window = product[power : power + len(b)]
        window += a[power] * b % MODULUS
        window %= MODULUS
    result = np.zeros(size, dtype=np.int64)
    sign = 1
    for start in range(0, len(product), size):
        part = product[start : start + size]
        result[: len(part)] += sign * part
        if ODD == "minus":
            sign = -sign
        elif ODD == "drop":
            sign = 1 - sign
    return result % MODULUS
