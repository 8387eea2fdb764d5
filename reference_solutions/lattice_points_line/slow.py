# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Visits every stake."""

ROUNDING = (1, 0, 0)
MODULUS = 998244353


def stake_sums(queries: list[tuple[int, int, int, int, int]]) -> list[int]:
    scale, lift, less = ROUNDING
    results = []
    for a, b, m, first, last in queries:
        total = 0
        for i in range(first, last + 1):
            total += (scale * (a * i + b) + lift * m - less) // (scale * m)
        results.append(total % MODULUS)
    return results
