# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np


def driving_worth(queries: list[tuple[int, int]]) -> list[int]:
    if not queries:
        return []
    MOD = 998_244_353
    top = max(high for _, high in queries)
    sieve = np.ones(top + 1, dtype=bool)
    sieve[:2] = False
    p = 2
    while p * p <= top:
        if sieve[p]:
            sieve[p * p::p] = False
        p += 1
    phi = np.arange(top + 1, dtype=np.int64)
    for p in np.flatnonzero(sieve).tolist():
        phi[p::p] -= phi[p::p] // p
    worth = phi * np.arange(top + 1, dtype=np.int64)
    worth[::3] = 0
    prefix = np.cumsum(worth % MOD).tolist()
    return [(prefix[high] - prefix[low - 1]) % MOD for low, high in queries]
