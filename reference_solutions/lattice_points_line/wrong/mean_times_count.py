# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (rounds the mean of the ends); fails on: nearly all slopes that are no integers."""

ROUNDING = (1, 0, 0)
MODULUS = 998244353


def stake_sums(queries):
    scale, lift, less = ROUNDING
    results = []
    for a, b, m, first, last in queries:
        n = max(0, last - first + 1)
        total = (
            n
            * (scale * (a * (first + last) + 2 * b) + 2 * (lift * m - less) - scale * m)
            // (2 * scale * m)
        )
        results.append(total % MODULUS)
    return results
