# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np


def rolling_quantile(values: np.ndarray, width: int, q: float, least: int) -> np.ndarray:
    n = len(values)
    N = n - width + 1
    isnan = np.isnan(values)
    out = np.full(N, np.nan)
    cs = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(~isnan, out=cs[1:])
    m = cs[width:] - cs[:N]
    ok = np.flatnonzero(m >= least)
    if len(ok) == 0:
        return out

    if q == 0.0 or q == 1.0 or width == 1:
        if q == 0.0:
            fill, op = np.inf, np.minimum
        else:
            fill, op = -np.inf, np.maximum
        rows = -(-n // width)
        buf = np.full(rows * width, fill)
        buf[:n] = np.where(isnan, fill, values)
        if width == 1:
            res = buf[:N]
        else:
            b = buf.reshape(rows, width)
            pre = op.accumulate(b, axis=1).reshape(-1)
            suf = op.accumulate(b[:, ::-1], axis=1)[:, ::-1].reshape(-1)
            res = op(suf[:N], pre[width - 1:width - 1 + N])
        out[ok] = res[ok]
        return out

    h = q * (m[ok] - 1)
    j = np.floor(h).astype(np.int64)
    f = h - j
    frac = f > 0

    if width <= 16:
        win = np.lib.stride_tricks.sliding_window_view(values, width)
        srt = np.sort(win, axis=1)                  # NaN go last
        x = srt[ok, j]
        y = srt[ok, j + frac]
        out[ok] = np.where(frac, x + f * (y - x), x)
        return out

    # wavelet matrix over the ranks; all windows descend at the same time
    order = np.argsort(values)                      # NaN go last
    ordered = values[order]
    cur = np.empty(n, dtype=np.int32)
    cur[order] = np.arange(n, dtype=np.int32)
    two = np.flatnonzero(frac)
    l = ok.astype(np.int64)
    k = j
    if len(two):
        l = np.concatenate((l, l[two]))
        k = np.concatenate((k, k[two] + 1))
    else:
        k = k.copy()
    r = l + width
    zeros = np.zeros(n + 1, dtype=np.int64)
    for b in range(max(1, (n - 1).bit_length()) - 1, -1, -1):
        one = (cur & (1 << b)) != 0
        zero = ~one
        np.cumsum(zero, out=zeros[1:])
        nz = int(zeros[n])
        zl = zeros.take(l)
        zr = zeros.take(r)
        c = zr - zl
        right = k >= c
        l -= zl
        l += nz
        r -= zr
        r += nz
        l = np.where(right, l, zl)
        r = np.where(right, r, zr)
        c *= right
        k -= c
        cur = np.concatenate((cur[zero], cur[one]))
    x = ordered[cur[l]]
    cnt = len(ok)
    res = x[:cnt]
    if len(two):
        a = res[two]
        res[two] = a + f[two] * (x[cnt:] - a)
    out[ok] = res
    return out
