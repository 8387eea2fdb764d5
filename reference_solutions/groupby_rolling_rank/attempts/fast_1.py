# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
import pandas as pd


def rolling_ranks(sales: pd.DataFrame, window: int) -> pd.DataFrame:
    customer = sales["customer"].to_numpy()
    at = sales["at"].to_numpy()
    amount = sales["amount"].to_numpy()
    n = customer.size
    base = 100_000_001

    # one sort of plain integers: (customer, at, row)
    s = customer * base
    s += at
    s <<= 17
    s |= np.arange(n, dtype=np.int64)
    s.sort()
    order = s & 131071
    s >>= 17
    k = s
    a = amount[order].astype(np.int32)
    cs = customer[order]
    ts = at[order]

    ends = np.append(np.flatnonzero(k[1:] != k[:-1]) + 1, n)
    hi = np.repeat(ends, np.diff(ends, prepend=0))
    change = np.flatnonzero(cs[1:] != cs[:-1]) + 1
    starts = np.concatenate((np.zeros(1, dtype=np.int64), change))
    lasts = np.append(change, n) - 1

    # earliest key of the window, never before the customer's time 0
    lo = np.searchsorted(k, k - np.minimum(ts, window - 1), side="left")

    row = np.arange(n, dtype=np.int64)
    back = row - lo
    ahead = hi - 1 - row
    max_back = int(back.max())
    max_ahead = int(ahead.max())

    if max_back + max_ahead <= 300:
        cnt = np.zeros(n, dtype=np.int16)
        back16 = back.astype(np.int16)
        ahead16 = ahead.astype(np.int16)
        for d in range(1, max_back + 1):
            hit = a[:-d] > a[d:]
            hit &= back16[d:] >= d
            part = cnt[d:]
            part += hit.view(np.int8)
        for d in range(1, max_ahead + 1):
            hit = a[d:] > a[:-d]
            hit &= ahead16[:-d] >= d
            part = cnt[:-d]
            part += hit.view(np.int8)
        rank = cnt.astype(np.int64)
    else:
        # wavelet matrix over the amounts, all queries at once
        rank = np.zeros(n, dtype=np.int64)
        cur = a
        left = lo
        right = hi
        c1 = np.zeros(n + 1, dtype=np.int64)
        for bit in range(int(a.max()).bit_length() - 1, -1, -1):
            m = ((cur >> bit) & 1).astype(np.bool_)
            np.cumsum(m, dtype=np.int64, out=c1[1:])
            zeros = n - int(c1[n])
            one = ((a >> bit) & 1).astype(np.bool_)
            l1 = c1[left]
            r1 = c1[right]
            rank += np.where(one, 0, r1 - l1)
            left = np.where(one, l1 + zeros, left - l1)
            right = np.where(one, r1 + zeros, right - r1)
            if bit:
                cur = np.concatenate((cur[~m], cur[m]))
    rank += 1

    return pd.DataFrame({
        "customer": cs[starts],
        "tops": np.add.reduceat((rank == 1).astype(np.int64), starts),
        "worst": np.maximum.reduceat(rank, starts),
        "ranks": np.add.reduceat(rank, starts),
        "last": rank[lasts],
    })
