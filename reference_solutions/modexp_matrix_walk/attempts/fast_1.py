# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from itertools import chain
from operator import mul

import numpy as np

P = 998_244_353


def _recurrence(s):
    """Berlekamp-Massey: (order, connection polynomial)"""
    N = len(s)
    rs = s[::-1]
    C = [1]
    B = [1]
    L = 0
    m = 1
    b = 1
    for i in range(N):
        k = N - 1 - i
        d = sum(map(mul, C, rs[k:k + len(C)])) % P
        if d == 0:
            m += 1
            continue
        coef = d * pow(b, -1, P) % P
        T = C
        need = len(B) + m
        new = C + [0] * (need - len(C)) if need > len(C) else C[:]
        j = m
        for x in B:
            new[j] = (new[j] - coef * x) % P
            j += 1
        if 2 * L <= i:
            L = i + 1 - L
            B = T
            b = d
            m = 1
        else:
            m += 1
        C = new
    return L, C


def count_tours(n: int, streets: list[tuple[int, int]], home: int, length: int) -> list[int]:
    if streets:
        flat = np.fromiter(chain.from_iterable(streets), dtype=np.int64, count=2 * len(streets))
        M = np.bincount(flat[0::2] * n + flat[1::2], minlength=n * n).astype(np.float64)
        M = M.reshape(n, n)
    else:
        M = np.zeros((n, n))
    diagonal = np.arange(n)
    M[diagonal, diagonal] += 1.0

    # V[i]: the answer for length i.  All sums stay below 2**53 and are exact.
    rows = min(2 * n, length + 1)
    V = np.zeros((rows, n))
    V[0, home] = 1.0
    for i in range(1, rows):
        np.fmod(V[i - 1] @ M, float(P), out=V[i])
    W = V.astype(np.int64)
    if length < rows:
        return W[length].tolist()

    # a polynomial x**d - g that annihilates the start vector
    rng = np.random.default_rng(20240229)
    while True:
        u = rng.integers(1, 1 << 20, size=n)
        d, C = _recurrence(((W @ u) % P).tolist())
        if d > n:
            continue
        C = C + [0] * (d + 1 - len(C))
        g = np.array([-C[d - k] % P for k in range(d)], dtype=np.int64)
        x = (((g >> 15) @ W[:d]) % P << 15) + (g & 32767) @ W[:d]
        if np.array_equal(x % P, W[d]):
            break

    # T[i] = x**(d + i) modulo the polynomial
    T = np.zeros((d, d), dtype=np.int64)
    T[0] = g
    for i in range(1, d):
        prev = T[i - 1]
        row = g * int(prev[d - 1]) % P
        row[1:] += prev[:d - 1]
        row %= P
        T[i] = row
    TT = np.hstack((T >> 15, T & 32767)).astype(np.float64)

    # r = x**length modulo the polynomial
    bits = bin(length)[2:]
    e = 0
    at = 0
    while at < len(bits):
        e2 = 2 * e + (bits[at] == "1")
        if e2 >= d:
            break
        e = e2
        at += 1
    r = np.zeros(d, dtype=np.int64)
    r[e] = 1
    full = np.zeros(2 * d, dtype=np.int64)
    for ch in bits[at:]:
        rf = r.astype(np.float64)
        high = np.convolve((r >> 15).astype(np.float64), rf).astype(np.int64)
        low = np.convolve((r & 32767).astype(np.float64), rf).astype(np.int64)
        high %= P
        high <<= 15
        high += low
        high %= P
        if ch == "1":
            full[0] = 0
            full[1:] = high
        else:
            full[:2 * d - 1] = high
            full[2 * d - 1] = 0
        y = (full[d:].astype(np.float64) @ TT).astype(np.int64)
        r = y[:d] % P
        r <<= 15
        r += y[d:]
        r += full[:d]
        r %= P
    x = (((r >> 15) @ W[:d]) % P << 15) + (r & 32767) @ W[:d]
    return (x % P).tolist()
