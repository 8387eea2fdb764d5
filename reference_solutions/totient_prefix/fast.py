# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Totients of odd sizes by a sieve of numpy products; even sizes need none of their own.

The gear 2**e * m with an odd m is worth a power of two times the gear m, so prefix sums over the
odd sizes answer a query in one look-up for each e. The sieve multiplies what is known of the
divisors by p, and of the totient by p - 1, then p, in the strided slices of the powers of p; the
smallest primes come as a pattern that repeats. All these numbers are exact in 32-bit floats. What
is left of a size after its small primes is 1 or one large prime.
"""

from math import isqrt

import numpy as np

SKIP = 3
POWER = 1
MODULUS = 998244353

TWOS = (SKIP & -SKIP).bit_length() - 1  # SKIP is 2**TWOS * ODD
ODD = SKIP >> TWOS


def driving_worth(queries: list[tuple[int, int]]) -> list[int]:
    if not queries:
        return []
    ends = np.array(queries, dtype=np.int64)
    top = int(ends[:, 1].max())
    ends[:, 0] -= 1
    size = np.arange(1, top + 1, 2)
    worth = odd_totients(size, top)
    if POWER:
        worth *= size
    total = np.zeros(ends.shape, dtype=np.int64)
    factor = 1
    for twos in range(top.bit_length()):
        if twos == TWOS:  # from here on, multiples of ODD are never shown
            worth[ODD // 2 :: ODD] = 0
        if twos in (0, TWOS):
            sums = np.append(0, np.cumsum(worth))
        total += factor * sums[(ends >> twos) + 1 >> 1]
        factor *= 2**POWER * (2 if twos else 1)
    return ((total[:, 1] - total[:, 0]) % MODULUS).tolist()


def odd_totients(size: np.ndarray, top: int) -> np.ndarray:
    """phi of all odd sizes up to `top`; anything for multiples of SKIP."""
    known = np.ones(5005, dtype=np.float32)  # product of the prime powers found so far
    totient = np.ones(5005, dtype=np.float32)
    for p in (5, 7, 11, 13):
        known[p // 2 :: p] *= p
        totient[p // 2 :: p] *= p - 1
    known = np.resize(known, len(size))
    totient = np.resize(totient, len(size))
    for p in odd_primes(isqrt(top)):
        if p == SKIP:
            continue
        power = p * p if 5 <= p <= 13 else p
        while power <= top:
            first = power // 2
            known[first::power] *= p
            totient[first::power] *= p - 1 if power == p else p
            power *= p
    rest = size.astype(np.float32)
    rest /= known
    rest -= 1
    np.maximum(rest, 1, out=rest)
    totient *= rest
    return totient.astype(np.int64)


def odd_primes(top: int) -> list[int]:
    return [p for p in range(3, top + 1, 2) if all(p % q for q in range(3, isqrt(p) + 1, 2))]
