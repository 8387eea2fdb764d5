# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np

MOD = 998_244_353


def _mul(a, b):
    # the high and the low 15 bits of a separately: no sum reaches 2**53
    high = (a >> 15).astype(np.float64)
    low = (a & 32767).astype(np.float64)
    bf = b.astype(np.float64)
    x = (high @ bf).astype(np.int64) % MOD
    y = (low @ bf).astype(np.int64)
    return ((x << 15) + y) % MOD


def count_tours(n: int, streets: list[tuple[int, int]], home: int, length: int) -> list[int]:
    matrix = np.zeros((n, n), dtype=np.int64)
    for u, v in streets:
        matrix[u, v] += 1
    for u in range(n):
        matrix[u, u] += 1
    vector = np.zeros((1, n), dtype=np.int64)
    vector[0, home] = 1
    while length:
        if length & 1:
            vector = _mul(vector, matrix)
        length >>= 1
        if length:
            matrix = _mul(matrix, matrix)
    return [int(x) for x in vector[0]]
