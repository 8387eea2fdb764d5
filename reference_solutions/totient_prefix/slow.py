# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Trial division for every size, and a running sum."""

SKIP = 3
POWER = 1
MODULUS = 998244353


def driving_worth(queries: list[tuple[int, int]]) -> list[int]:
    top = max((high for _, high in queries), default=0)
    totals = [0]
    for size in range(1, top + 1):
        worth = totient(size) * size**POWER if size % SKIP else 0
        totals.append(totals[-1] + worth)
    return [(totals[high] - totals[low - 1]) % MODULUS for low, high in queries]


def totient(size: int) -> int:
    result, rest, p = size, size, 2
    while p * p <= rest:
        if rest % p == 0:
            result -= result // p
            while rest % p == 0:
                rest //= p
        p += 1
    if rest > 1:
        result -= result // rest
    return result
