# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import Counter


def _join(A, D, P, shift, n, k):
    """Classes of the words made of the word of A at p and the one of D at p + shift.
    Only words that occur at k or more positions keep a class, the others get -1."""
    if len(P) == n:
        part = D[shift:shift + n]
        if min(part) >= 0:
            Q = P
            keys = [a * n + b for a, b in zip(A, part)]
        else:
            Q = [p for p, b in enumerate(part) if b >= 0]
            keys = [a * n + b for a, b in zip(A, part) if b >= 0]
    else:
        Q = [p for p in P if D[p + shift] >= 0]
        keys = [A[p] * n + D[p + shift] for p in Q]
    if len(Q) < k:
        return None
    ids = {}
    counts = Counter(keys)
    for key, c in counts.items():
        if c >= k:
            ids[key] = len(ids)
    if not ids:
        return None
    if len(ids) == len(counts):
        if len(Q) == n:
            return list(map(ids.__getitem__, keys)), Q
        new = [-1] * n
        for p, key in zip(Q, keys):
            new[p] = ids[key]
        return new, Q
    new = [-1] * n
    alive = []
    for p, key in zip(Q, keys):
        if key in ids:
            new[p] = ids[key]
            alive.append(p)
    return new, alive


def longest_on_ring(text: str, k: int) -> tuple[int, int, int]:
    n = len(text)
    if k > n:
        return (0, 0, 0)
    # a ring that is a repetition: solve one period
    t = (text + text).find(text, 1)
    r = n // t
    ring = text + text
    if r >= k:
        p = min(range(t), key=lambda q: ring[q:q + t])
        return (n, p, r)
    if r > 1:
        text = text[:t]
        ring = text + text
        n = t
        k = -(-k // r)

    counts = Counter(text)
    ids = {}
    for ch, c in counts.items():
        if c >= k:
            ids[ch] = len(ids)
    if not ids:
        return (0, 0, 0)
    get = ids.get
    A = [get(ch, -1) for ch in text]
    P = [p for p in range(n) if A[p] >= 0]
    levels = [A + A]
    length = 1
    while 2 * length <= n:
        res = _join(A, levels[-1], P, length, n, k)
        if res is None:
            break
        A, P = res
        levels.append(A + A)
        length *= 2
    for j in range(len(levels) - 2, -1, -1):
        more = 1 << j
        if length + more <= n:
            res = _join(A, levels[j], P, length, n, k)
            if res is not None:
                A, P = res
                length += more

    first = {}
    for p in P:
        c = A[p]
        if c not in first:
            first[c] = p
    if len(first) == 1:
        p = P[0]
    else:
        p = min(first.values(), key=lambda q: ring[q:q + length])
    return (length, p, A.count(A[p]) * r)
