# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Counts the driving teeth one by one with gcd, for every gear of every query."""

from math import gcd

SKIP = 3
POWER = 1
MODULUS = 998244353


def driving_worth(queries: list[tuple[int, int]]) -> list[int]:
    results = []
    for low, high in queries:
        result = 0
        for size in range(low, high + 1):
            if size % SKIP == 0:
                continue
            driving = sum(gcd(tooth, size) == 1 for tooth in range(1, size + 1))
            result += driving * size**POWER
        results.append(result % MODULUS)
    return results
