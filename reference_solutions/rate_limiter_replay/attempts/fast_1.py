# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import defaultdict
from itertools import compress, count
from operator import mul


def replay(requests: list[tuple[int, int, int]], window: int, budget: int) -> tuple[int, int]:
    n = len(requests)
    if not n:
        return (0, 0)
    T = [r[0] for r in requests]
    clients = [r[1] for r in requests]
    C = [r[2] for r in requests]
    ids = defaultdict(count().__next__)
    if max(clients) >= (1 << 61) - 1:
        # integer hashes are taken modulo 2**61 - 1: keep clear of collisions
        clients = map(hex, clients)
    K = list(map(ids.__getitem__, clients))
    used = [0] * len(ids)
    # t never falls and the window is the same for all, so requests expire in log order
    p = 0
    tp = T[0]
    i = 0
    for t, k, c in zip(T, K, C):
        lim = t - window
        while tp < lim:
            used[K[p]] -= C[p]
            p += 1
            tp = T[p]
        c += used[k]
        if c <= budget:
            used[k] = c
        else:
            C[i] = 0
        i += 1
    acc = list(compress(range(1, n + 1), C))
    return (len(acc), (sum(map(mul, acc, acc)) + sum(acc)) % 998244353)
