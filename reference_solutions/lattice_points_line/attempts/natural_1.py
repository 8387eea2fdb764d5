# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
MOD = 998_244_353


def _floor_sum(n, m, a, b):
    """sum of floor((a * i + b) / m) for 0 <= i < n, exact"""
    total = 0
    while n > 0:
        q, a = divmod(a, m)
        total += n * (n - 1) // 2 * q
        q, b = divmod(b, m)
        total += n * q
        top = a * n + b
        if top < m:
            break
        n, b = divmod(top, m)
        m, a = a, m
    return total


def stake_sums(queries: list[tuple[int, int, int, int, int]]) -> list[int]:
    result = []
    for a, b, m, first, last in queries:
        if first > last:
            result.append(0)
        else:
            result.append(_floor_sum(last - first + 1, m, a, a * first + b) % MOD)
    return result
