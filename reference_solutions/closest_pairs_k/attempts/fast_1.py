# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from math import isqrt

import numpy as np

_A = np.arange(2048, dtype=np.int64)
_SPREAD = np.zeros(2048, np.int64)
for _b in range(11):
    _SPREAD |= ((_A >> _b) & 1) << (2 * _b)


def _dist(x, y, lo, cnt):
    """Strains of the pairs (i, lo[i]), ..., (i, lo[i] + cnt[i] - 1); x, y cover all j,
    the first len(cnt) entries given by xi, yi."""
    xi, xj = x
    yi, yj = y
    off = np.cumsum(cnt)
    tot = int(off[-1]) if len(off) else 0
    off -= cnt
    J = np.repeat(lo - off, cnt)
    J += np.arange(tot, dtype=np.int64)
    dx = np.repeat(xi, cnt)
    dx -= xj[J]
    dy = np.repeat(yi, cnt)
    dy -= yj[J]
    dx *= dx
    dy *= dy
    dy *= 4
    dx += dy
    return dx


def _near(x, y, lo, cnt, U, res):
    n = len(cnt)
    cum = np.cumsum(cnt)
    total = int(cum[-1])
    if not total:
        return
    step = 4000000
    if total <= step:
        d = _dist((x, x), (y, y), lo, cnt)
        res.append(d[d < U])
        return
    a = 0
    target = step
    while a < n:
        b = int(np.searchsorted(cum, target, 'right'))
        if b <= a:
            b = a + 1
        d = _dist((x[a:b], x), (y[a:b], y), lo[a:b], cnt[a:b])
        res.append(d[d < U])
        a = b
        target = int(cum[b - 1]) + step


def closest_pairs(places: np.ndarray, k: int) -> tuple[int, int]:
    n = len(places)
    if n < 2:
        return (0, 0)
    x = places[:, 0].astype(np.int64)
    y = places[:, 1].astype(np.int64)
    x -= x.min()
    y -= y.min()
    ar = np.arange(n, dtype=np.int64)
    if n <= 350:
        i, j = np.triu_indices(n, 1)
        dx = x[i] - x[j]
        dy = y[i] - y[j]
        d = dx * dx + 4 * dy * dy
        if k < len(d):
            d = np.partition(d, k - 1)[:k]
        return (int(d.max()), int(d.sum()))

    # Morton order
    y2 = y << 1
    c = _SPREAD[y2 >> 11]
    c <<= 22
    c |= _SPREAD[y2 & 2047]
    c <<= 1
    h = _SPREAD[x >> 11]
    h <<= 22
    c |= h
    c |= _SPREAD[x & 2047]
    c <<= 17
    c |= ar
    c.sort()
    idx = c & 131071
    c >>= 17

    def runs(e):
        h = c >> (2 * e)
        b = np.flatnonzero(h[1:] != h[:-1])
        r = np.empty(len(b) + 1, np.int64)
        if len(b):
            r[0] = b[0] + 1
            r[1:-1] = b[1:] - b[:-1]
            r[-1] = n - 1 - b[-1]
        else:
            r[0] = n
        return r, int((r * (r - 1)).sum()) // 2

    # smallest cells (side 2**e) which hold at least k pairs inside themselves
    if runs(0)[1] >= k:
        return (0, 0)
    lo = 0
    hi = 22
    best = None
    while hi - lo > 1:
        mid = (lo + hi) >> 1
        r, q = runs(mid)
        if q >= k:
            hi = mid
            best = r
        else:
            lo = mid
    if best is None:
        best = runs(hi)[0]
    cnt = np.repeat(np.cumsum(best), best)
    cnt -= ar
    cnt -= 1
    xs = x[idx]
    ys = y[idx]
    d = _dist((xs, xs), (ys, ys), ar + 1, cnt)
    U = int(np.partition(d, k - 1)[k - 1])
    if U == 0:
        return (0, 0)

    # all pairs below U: strips of y, sorted by x
    R = isqrt(U - 1)
    S = max(R // 2, 1)
    sb = (S - 1).bit_length()
    mb = (int(x.max()) + 2 * R + 2).bit_length()
    s = y // S
    key = s << mb
    key |= x
    key <<= sb
    s *= S
    key |= y - s
    key.sort()
    y = key & ((1 << sb) - 1)
    key >>= sb
    s = key >> mb
    x = key & ((1 << mb) - 1)
    s *= S
    y += s
    res = []
    cnt = np.searchsorted(key, key + R, 'right')
    cnt -= ar
    cnt -= 1
    _near(x, y, ar + 1, cnt, U, res)
    key2 = key + ((1 << mb) - R)
    low = np.searchsorted(key, key2, 'left')
    key2 += 2 * R
    cnt = np.searchsorted(key, key2, 'right')
    cnt -= low
    _near(x, y, low, cnt, U, res)
    d = np.concatenate(res) if res else np.empty(0, np.int64)
    m = len(d)
    if m >= k:
        d = np.partition(d, k - 1)[:k]
        return (int(d[k - 1]), int(d.sum()))
    return (U, int(d.sum()) + (k - m) * U)
