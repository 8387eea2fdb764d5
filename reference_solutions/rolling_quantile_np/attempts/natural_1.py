# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np


def rolling_quantile(values: np.ndarray, width: int, q: float, least: int) -> np.ndarray:
    n = len(values)
    order = np.argsort(values, kind="stable")       # NaN come last
    ordered = values[order].tolist()
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(1, n + 1)
    rank = rank.tolist()
    missing = np.isnan(values).tolist()
    valid = n - sum(missing)

    tree = [0] * (valid + 1)
    top = 1
    while top * 2 <= valid:
        top *= 2

    def add(i, d):
        while i <= valid:
            tree[i] += d
            i += i & -i

    def kth(k):
        p = 0
        step = top
        while step:
            nx = p + step
            if nx <= valid and tree[nx] < k:
                p = nx
                k -= tree[nx]
            step >>= 1
        return ordered[p]

    out = np.full(n - width + 1, np.nan)
    m = 0
    for i in range(n):
        if not missing[i]:
            add(rank[i], 1)
            m += 1
        if i >= width and not missing[i - width]:
            add(rank[i - width], -1)
            m -= 1
        if i >= width - 1 and m >= least:
            h = q * (m - 1)
            j = int(h)
            f = h - j
            x = kth(j + 1)
            if f:
                x += f * (kth(j + 2) - x)
            out[i - width + 1] = x
    return out
