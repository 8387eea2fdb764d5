# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Totients of odd sizes by a sieve of numpy products, even ones from them, one cumulative sum.

For each prime p up to the root, the strided slices of its powers are multiplied: by p in the array
of known divisors, by p - 1 and then p in the array of totients. What is left of a size after all
its small primes is 1 or one large prime. Multiplications in 32 bits instead of divisions, and
phi(2 m) follows from phi(m), which halves the sieve.
"""

from math import isqrt

import numpy as np

SKIP = 3
POWER = 1
MODULUS = 998244353


def driving_worth(queries: list[tuple[int, int]]) -> list[int]:
    if not queries:
        return []
    ends = np.array(queries, dtype=np.int64)
    top = int(ends[:, 1].max())
    worth = totients(top) * np.arange(top + 1) ** POWER
    worth[::SKIP] = 0
    total = np.cumsum(worth)
    return ((total[ends[:, 1]] - total[ends[:, 0] - 1]) % MODULUS).tolist()


def totients(top: int) -> np.ndarray:
    """phi(k) for k = 0 … top; phi(0) counts as 0."""
    odd = odd_totients(top)
    totient = np.zeros(top + 1, dtype=np.int64)
    totient[1::2] = odd
    power = 2  # the sizes with exactly this power of two in them
    while power <= top:
        part = totient[power :: 2 * power]
        np.multiply(odd[: len(part)], power // 2, out=part, casting="unsafe")
        power *= 2
    return totient


def odd_totients(top: int) -> np.ndarray:
    """phi(2 i + 1), for all odd sizes up to `top`."""
    count = (top + 1) // 2
    known = np.ones(count, dtype=np.int32)  # product of the prime powers found so far
    totient = np.ones(count, dtype=np.int32)
    for p in odd_primes(isqrt(top)):
        power = p
        while power <= top:
            first = power // 2
            known[first::power] *= p
            totient[first::power] *= p - 1 if power == p else p
            power *= p
    rest = np.arange(1, 2 * count, 2, dtype=np.int32) // known
    return totient * np.maximum(rest - 1, 1)


def odd_primes(top: int) -> list[int]:
    return [p for p in range(3, top + 1, 2) if all(p % q for q in range(3, isqrt(p) + 1, 2))]
