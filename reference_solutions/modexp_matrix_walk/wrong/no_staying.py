# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a rule; fails on: tours in which she stays."""

import numpy as np

STAY = 1
DIRECTION = 1
MODULUS = 998244353


def count_tours(n: int, streets: list[tuple[int, int]], home: int, length: int) -> list[int]:
    step = np.zeros((n, n))
    for u, v in streets:
        if DIRECTION == 1:
            step[u, v] += 1
        else:
            step[v, u] += 1
    tours = np.zeros((1, n))
    tours[0, home] = 1
    while length:
        if length & 1:
            tours = product(tours, step)
        step = product(step, step)
        length >>= 1
    return [int(count) for count in tours[0]]


def product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    high = left // 32768
    low = left % 32768
    return (high @ right % MODULUS * 32768 + low @ right) % MODULUS
