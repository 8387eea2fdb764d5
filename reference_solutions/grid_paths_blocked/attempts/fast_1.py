# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np

P = 998244353


def _products(a):
    """prefix products of the residues a modulo P"""
    n = a.size
    k = int(n ** 0.5) + 1
    while k * k < n:
        k += 1
    m = np.ones(k * k, dtype=np.int64)
    m[:n] = a
    t = np.ascontiguousarray(m.reshape(k, k).T)
    prev = t[0]
    for j in range(1, k):
        row = t[j]
        np.multiply(row, prev, out=row)
        np.remainder(row, P, out=row)
        prev = row
    before = [1] * k
    acc = 1
    for i, x in enumerate(prev.tolist()):
        before[i] = acc
        acc = acc * x % P
    t *= np.array(before, dtype=np.int64)
    t %= P
    return np.ascontiguousarray(t.T).reshape(-1)[:n]


def _reduce(x):
    q = x // P
    q *= P
    x -= q


def count_walks(rows: int, columns: int, holes: list[tuple[int, int]]) -> int:
    target = (rows - 1, columns - 1)
    blocked = set(map(tuple, holes))
    if (0, 0) in blocked or target in blocked:
        return 0
    points = sorted(blocked)
    points.append(target)
    h = len(points)
    r = np.array([p[0] for p in points], dtype=np.int64)
    c = np.array([p[1] for p in points], dtype=np.int64)

    size = rows + columns - 1
    seq = np.arange(size, dtype=np.int64)
    seq[0] = 1
    F = _products(seq)
    top = max(rows, columns) - 1
    seq = np.arange(top + 1, 0, -1, dtype=np.int64)
    seq[0] = pow(int(F[top]), P - 2, P)
    inverse = _products(seq)[::-1]
    # negative column differences fall into the zeros at the end
    G = np.concatenate((inverse, np.zeros(max(rows, columns) + 1, dtype=np.int64)))

    a = F[r + c] * G[r] % P * G[c] % P
    if h == 1:
        return int(a[0])
    x = np.zeros(h, dtype=np.int64)
    step = 64
    for i0 in range(0, h, step):
        i1 = min(h, i0 + step)
        dr = r[i0:i1, None] - r[None, :i1]
        dc = c[i0:i1, None] - c[None, :i1]
        X = G[dr]
        X *= G[dc]
        _reduce(X)
        dr += dc
        X *= F[dr]
        _reduce(X)
        base = a[i0:i1]
        if i0:
            old = X[:, :i0]
            done = x[:i0]
            s = ((old >> 15) @ done) % P
            s <<= 15
            s += (old & 32767) @ done
            base = (base - s) % P
        base = base.tolist()
        x[i0] = base[0]
        for t in range(1, i1 - i0):
            v = X[t, i0:i0 + t] * x[i0:i0 + t]
            v %= P
            x[i0 + t] = (base[t] - int(v.sum())) % P
    return int(x[h - 1])
