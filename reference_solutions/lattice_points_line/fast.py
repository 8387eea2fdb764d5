# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The Euclidean algorithm on slope and denominator, all in one loop.

Whole parts of slope and offset are summed in closed form; what is left counts lattice points below
a line of slope under 1, and exchanging the axes makes it the same problem with (a, m) = (m, a).
A quotient of 1, the most frequent one, needs no division. Rounding in another way only shifts the
offset.
"""

ROUNDING = (1, 0, 0)
MODULUS = 998244353


def stake_sums(queries: list[tuple[int, int, int, int, int]]) -> list[int]:
    scale, lift, less = ROUNDING
    results = []
    for a, b, m, first, last in queries:
        n = last - first + 1
        if n <= 0:
            results.append(0)
            continue
        b = scale * (b + a * first) + lift * m - less
        a *= scale
        m *= scale
        whole, a = divmod(a, m)
        shift, b = divmod(b, m)
        total = (n * (n - 1) >> 1) * whole + n * shift
        top = a * n + b
        while top >= m:
            n, b = divmod(top, m)
            left = m - a
            if left < a:
                m, a = a, left
                total += n * (n - 1) >> 1
            else:
                whole, left = divmod(m, a)
                m, a = a, left
                total += (n * (n - 1) >> 1) * whole
            if b >= m:
                shift, b = divmod(b, m)
                total += n * shift
            top = a * n + b
        results.append(total % MODULUS)
    return results
