# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
from itertools import chain
from math import isqrt


def driving_worth(queries: list[tuple[int, int]]) -> list[int]:
    nq = len(queries)
    if not nq:
        return []
    ask = np.fromiter(chain.from_iterable(queries), dtype=np.int64, count=2 * nq)
    x = ask.copy()
    x[0::2] -= 1
    H = int(ask[1::2].max())

    # odd gears only: index i is the gear 2 * i + 1; multiples of 3 are dropped at the end
    M = (H + 1) // 2
    gear = np.arange(1, 2 * M, 2, dtype=np.int64)
    part = np.ones(M, dtype=np.float32)     # product of the small prime powers
    phi = np.ones(M, dtype=np.float32)      # and its totient; all are exact below 2**24
    root = isqrt(H)
    small = bytearray([1]) * (root + 1)
    for p in range(5, root + 1, 2):
        if p % 3 == 0 or not small[p]:
            continue
        for j in range(p * p, root + 1, p):
            small[j] = 0
        st = p >> 1
        part[st::p] *= p
        phi[st::p] *= p - 1
        q = p * p
        while q <= H:
            st = q >> 1
            part[st::q] *= p
            phi[st::q] *= p
            q *= p
    rest = gear.astype(np.float32)
    rest /= part                            # 1 or the one large prime
    rest -= 1
    np.maximum(rest, 1, out=rest)
    phi *= rest
    worth = phi.astype(np.int64)
    worth *= gear
    worth[1::3] = 0
    P = np.zeros(M + 1, dtype=np.int64)
    np.cumsum(worth, out=P[1:])             # below 2**61 in all

    # gear 2**e * m is worth 2**(2e - 1) times the odd gear m
    acc = P.take((x + 1) >> 1)
    mult = 2
    for _ in range(1, H.bit_length()):
        x >>= 1
        acc += P.take((x + 1) >> 1) * mult
        mult *= 4
    return ((acc[1::2] - acc[0::2]) % 998244353).tolist()
