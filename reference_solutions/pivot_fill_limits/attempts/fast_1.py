# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
import pandas as pd


def fill_and_total(readings: pd.DataFrame, days: int, limits: list[int]) -> pd.DataFrame:
    S = len(limits)
    N = S * days
    cols = ["day", "total", "filled", "missing", "leader"]
    out = np.zeros((5, days), dtype=np.int64)
    out[0] = np.arange(days, dtype=np.int64)
    if len(readings) == 0:
        out[3] = S
        out[4] = -1
        return pd.DataFrame(out.T, columns=cols)

    value = readings["value"].to_numpy()
    key = readings["sensor"].to_numpy() * days
    key += readings["day"].to_numpy()

    present = np.zeros(N, dtype=bool)
    present[key] = True
    pos = np.flatnonzero(present)                   # sensor-major, days ascending
    P = len(pos)
    # sums stay below 2**53, so the float sums are exact
    vals = np.bincount(key, weights=value, minlength=N)[pos]

    sens = np.arange(S, dtype=np.int64)
    edges = np.arange(S + 1, dtype=np.int64) * days
    starts = np.searchsorted(pos, edges)
    per = np.diff(starts)
    base = np.repeat(edges[:-1], per)
    nxt = np.empty(P, dtype=np.int64)
    nxt[:-1] = pos[1:]
    used = np.flatnonzero(per)
    nxt[starts[used + 1] - 1] = edges[used + 1]
    end = pos + np.repeat(np.array(limits, dtype=np.int64) + 1, per)
    np.minimum(end, nxt, out=end)
    d = pos - base
    e = end - base

    diff = np.bincount(d, weights=vals, minlength=days + 1)
    diff -= np.bincount(e, weights=vals, minlength=days + 1)
    out[1] = np.cumsum(diff)[:days]
    here = np.bincount(d, minlength=days + 1)
    act = np.cumsum(here - np.bincount(e, minlength=days + 1))[:days]
    out[2] = act - here[:days]
    out[3] = S - act

    none = -(1 << 62)
    runs = np.empty(2 * P, dtype=np.int64)
    runs[1::2] = none
    code = vals.astype(np.int64)
    code <<= 8
    code |= np.repeat(255 - sens, per)
    runs[0::2] = code
    lens = np.empty(2 * P, dtype=np.int64)
    np.subtract(end, pos, out=lens[0::2])
    np.subtract(nxt, end, out=lens[1::2])

    best = np.full(days, none, dtype=np.int64)
    st = starts.tolist()
    for s in used.tolist():
        i = st[s]
        j = st[s + 1]
        tail = best[int(d[i]):]
        np.maximum(tail, np.repeat(runs[2 * i:2 * j], lens[2 * i:2 * j]), out=tail)
    lead = 255 - (best & 255)
    lead[best == none] = -1
    out[4] = lead
    return pd.DataFrame(out.T, columns=cols)
