# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: fast but wrong (the product size * totient in 32 bits); fails on: sizes beyond 46340."""

import numpy as np

SKIP = 3
POWER = 1
MODULUS = 998244353


def driving_worth(queries: list[tuple[int, int]]) -> list[int]:
    if not queries:
        return []
    top = max(high for _, high in queries)
    size = np.arange(top + 1, dtype=np.int32)
    totient = size.copy()
    rest = size.copy()
    for p in range(2, int(top**0.5) + 1):
        if rest[p] != p:  # a smaller prime was divided out
            continue
        totient[p::p] -= totient[p::p] // p
        power = p
        while power <= top:
            rest[power::power] //= p
            power *= p
    large = rest > 1
    totient[large] -= totient[large] // rest[large]
    worth = size**POWER * totient
    worth[::SKIP] = 0
    total = worth.cumsum(dtype=np.int64)
    return [int(total[high] - total[low - 1]) % MODULUS for low, high in queries]
