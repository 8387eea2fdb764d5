# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Exact fractions, rounded by the library, stake by stake."""

from fractions import Fraction
from math import ceil, floor

ROUNDING = (1, 0, 0)
MODULUS = 998244353


def stake_sums(queries: list[tuple[int, int, int, int, int]]) -> list[int]:
    scale, lift, _ = ROUNDING
    results = []
    for a, b, m, first, last in queries:
        lengths = []
        position = first
        while position <= last:
            height = Fraction(a, m) * position + Fraction(b, m)
            if scale == 1 and not lift:
                lengths.append(floor(height))
            elif scale == 1:
                lengths.append(ceil(height))
            else:
                below = floor(height)
                lengths.append(below if height - below < Fraction(1, 2) else below + 1)
            position += 1
        results.append(sum(lengths) % MODULUS)
    return results
