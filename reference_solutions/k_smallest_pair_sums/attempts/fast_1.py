# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_right


def _grid(n):
    g = [0]
    r = 0
    while r < n - 1:
        r += 1 + (r >> 3)
        if r > n - 1:
            r = n - 1
        g.append(r)
    return g


def _bound(groups, k):
    """A value T such that at least k sums are >= T, not much below the k-th largest one
    (lists ascending); None if the lists are too short."""
    vals = []
    wts = []
    for X, Y in groups:
        n = len(X)
        m = len(Y)
        if not n or not m:
            continue
        gy = _grid(m)
        ys = [Y[-1 - c] for c in gy]
        wy = [1] + [b - a for a, b in zip(gy, gy[1:])]
        fy = [1] + [c + 2 for c in gy[:-1]]       # first column of the block, from 1
        prev = -1
        for r in _grid(n):
            t = bisect_right(fy, k // (prev + 2))
            if not t:
                break
            x = X[-1 - r]
            w = r - prev
            vals += [x + y for y in ys[:t]]
            wts += [w * v for v in wy[:t]]
            prev = r
    acc = 0
    for o in sorted(range(len(vals)), key=vals.__getitem__, reverse=True):
        acc += wts[o]
        if acc >= k:
            return vals[o]
    return None


def _top(X):
    n = len(X)
    if n <= 3000:
        return sorted(X)
    s = sorted(X[::16])
    t = s[-94]
    return sorted([x for x in X if x >= t])


def first_match_sums(left: list[int], right: list[int], k: int) -> tuple[int, int]:
    raw = [(left[0::2], right[1::2]), (left[1::2], right[0::2])]
    if len(left) + len(right) > 8000:
        T = _bound([(_top(X), _top(Y)) for X, Y in raw], k)
    else:
        T = None
    groups = []
    for X, Y in raw:
        if T is None:
            groups.append((sorted(X), sorted(Y)))
        else:
            tx = T - max(Y)
            ty = T - max(X)
            X = sorted([x for x in X if x >= tx])
            Y = sorted([y for y in Y if y >= ty])
            if X and Y:
                groups.append((X, Y))
    T = _bound(groups, k)

    # all sums above T; what is missing are copies of T (at least k sums are >= T)
    out = []
    high = T
    for X, Y in groups:
        h = X[-1] + Y[-1]
        if h <= T:
            continue
        if h > high:
            high = h
        nx = len(X) - bisect_right(X, T - Y[-1])
        ny = len(Y) - bisect_right(Y, T - X[-1])
        if nx > ny:
            X, Y = Y, X
            nx = ny
        for x in X[len(X) - nx:]:
            out += [x + y for y in Y[bisect_right(Y, T - x):]]

    if max(abs(T), abs(high)) >= 1 << 30:
        out.sort(key=float)
    out.sort()
    if len(out) < k:
        out = [T] * (k - len(out)) + out
    else:
        out = out[len(out) - k:]
    last = out[0]
    out.reverse()
    return last, sum(out[0::2]) - sum(out[1::2])
