# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The Euclidean algorithm on slope and denominator, all in one loop.

Whole parts of slope and offset are summed in closed form; what is left counts lattice points below
a line of slope under 1, and exchanging the axes makes it the same problem with (a, m) = (m, a).
Rounding in another way only shifts the offset.
"""

ROUNDING = (1, 0, 0)
MODULUS = 998244353


def stake_sums(queries: list[tuple[int, int, int, int, int]]) -> list[int]:
    scale, lift, less = ROUNDING
    results = []
    for a, b, m, first, last in queries:
        b = scale * (b + a * first) + lift * m - less
        a *= scale
        m *= scale
        n = last - first + 1
        total = 0
        while n > 0:
            whole = a // m
            total += n * (n - 1) // 2 * whole
            a -= whole * m
            whole = b // m
            total += n * whole
            b += a * n - whole * m
            n = b // m
            b -= n * m
            a, m = m, a
        results.append(total % MODULUS)
    return results
