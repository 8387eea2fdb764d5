# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Composes the line's path out of steps right and up, taking powers of repeated pieces.

A piece of path knows its steps right, its steps up, and the sum of the heights over its steps
right. The Euclidean algorithm describes the path as pieces repeated many times over, and a power of
a piece comes by repeated squaring.
"""

ROUNDING = (1, 0, 0)
MODULUS = 998244353

Piece = tuple[int, int, int]
NOTHING: Piece = (0, 0, 0)


def stake_sums(queries: list[tuple[int, int, int, int, int]]) -> list[int]:
    scale, lift, less = ROUNDING
    results = []
    for a, b, m, first, last in queries:
        n = last - first + 1
        if n <= 0:
            results.append(0)
            continue
        offset = scale * (b + a * first) + lift * m - less
        slope, rise = divmod(a, m)
        whole, offset = divmod(offset, scale * m)
        _, _, area = path(scale * rise, offset, scale * m, n - 1, (0, 1, 0), (1, 0, 0))
        results.append((area + n * whole + n * (n - 1) // 2 * slope) % MODULUS)
    return results


def join(left: Piece, right: Piece) -> Piece:
    return left[0] + right[0], left[1] + right[1], left[2] + right[2] + left[1] * right[0]


def power(piece: Piece, times: int) -> Piece:
    if times <= 1:
        return piece if times else NOTHING
    result = power(join(piece, piece), times >> 1)
    return join(result, piece) if times & 1 else result


def path(a: int, b: int, m: int, n: int, up: Piece, right: Piece) -> Piece:
    """n steps right, with as many steps up before the i-th as keep the height at (a i + b) // m."""
    if n == 0:
        return NOTHING
    if a >= m:
        return path(a % m, b, m, n, up, join(power(up, a // m), right))
    height = (a * n + b) // m
    if height == 0:
        return power(right, n)
    before = (m - b - 1) // a
    after = n - (height * m - b - 1) // a
    middle = path(m, (m - b - 1) % a, a, height - 1, right, up)
    return join(join(power(right, before), up), join(middle, power(right, after)))
