# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_left


def overtop_profile(values: list[int], d: int) -> tuple[int, int, int]:
    n = len(values)
    ordered = sorted(set(values))
    m = len(ordered)
    tree = [0] * (m + 1)
    total = 0
    best = -1
    where = -1
    for i in range(n - 1, -1, -1):
        v = values[i]
        k = bisect_left(ordered, v - d)   # how many distinct values are < v - d
        score = 0
        while k:
            score += tree[k]
            k &= k - 1
        total += score
        if score > best:
            best = score
            where = i
        k = bisect_left(ordered, v) + 1
        while k <= m:
            tree[k] += 1
            k += k & -k
    return total, best, where
