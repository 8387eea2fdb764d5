# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (products of two residues summed in 64 bits); fails on: squares with more than a few streets, after many steps."""

import numpy as np

STAY = 1
DIRECTION = 1
MODULUS = 998244353


def count_tours(n, streets, home, length):
    step = np.eye(n, dtype=np.int64) * STAY
    for u, v in streets:
        step[(u, v)[::DIRECTION]] += 1
    tours = np.zeros(n, dtype=np.int64)
    tours[home] = 1
    while length:
        if length & 1:
            tours = tours @ step % MODULUS
        step = step @ step % MODULUS
        length >>= 1
    return tours.tolist()
