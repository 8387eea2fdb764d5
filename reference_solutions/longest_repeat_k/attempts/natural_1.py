# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import Counter


def longest_on_ring(text: str, k: int) -> tuple[int, int, int]:
    n = len(text)
    if k > n:
        return (0, 0, 0)
    ring = text + text
    mod = (1 << 61) - 1
    base = 911382323471
    prefix = [0] * (2 * n + 1)
    h = 0
    for i, ch in enumerate(ring):
        h = (h * base + ord(ch)) % mod
        prefix[i + 1] = h
    power = [1] * (n + 1)
    for i in range(n):
        power[i + 1] = power[i] * base % mod

    def hashes(m):
        p = power[m]
        return [(y - x * p) % mod for x, y in zip(prefix[:n], prefix[m:m + n])]

    low = 0
    high = n
    while low < high:
        mid = (low + high + 1) // 2
        if max(Counter(hashes(mid)).values()) >= k:
            low = mid
        else:
            high = mid - 1
    if low == 0:
        return (0, 0, 0)
    hs = hashes(low)
    counts = Counter(hs)
    first = {}
    for p, x in enumerate(hs):
        if counts[x] >= k and x not in first:
            first[x] = p
    p = min(first.values(), key=lambda q: ring[q:q + low])
    return (low, p, counts[hs[p]])
