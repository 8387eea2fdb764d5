# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
import pandas as pd


def attach(trades: pd.DataFrame, quotes: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    nt = len(trades)
    nq = len(quotes)
    ne = len(events)
    ts = trades["symbol"].to_numpy()
    ta = trades["at"].to_numpy()
    I18 = (1 << 18) - 1
    # key: symbol(11) time(30) kind(2) row(18); quotes, events, trades at equal times
    A = np.empty(nq + ne + nt, np.int64)
    if nq:
        v = A[:nq]
        np.left_shift(quotes["symbol"].to_numpy(), 30, out=v)
        v += quotes["at"].to_numpy()
        v <<= 20
        v += np.arange(nq, dtype=np.int64)
    if ne:
        v = A[nq:nq + ne]
        np.left_shift(events["symbol"].to_numpy(), 30, out=v)
        v += events["at"].to_numpy()
        v <<= 20
        v += np.arange((1 << 18) + ne - 1, (1 << 18) - 1, -1, dtype=np.int64)
    kt = ts << 30
    kt += ta
    v = A[nq + ne:]
    np.left_shift(kt, 20, out=v)
    v += np.arange(2 << 18, (2 << 18) + nt, dtype=np.int64)
    A.sort()
    low = A & ((1 << 20) - 1)
    isT = low >= (2 << 18)
    pt = np.flatnonzero(isT)
    idx = low[pt]
    idx &= I18
    isQ = low < (1 << 18)
    out = np.empty((4, nt), np.int64)

    if nq:
        F = np.where(isQ, A, -1)
        np.maximum.accumulate(F, out=F)
        K = np.empty(nt, np.int64)
        K[idx] = F[pt]
        bad = (K >> 50) != ts
        K[bad] = 0
        np.take(quotes["price"].to_numpy(), K & I18, out=out[0], mode='clip')
        K >>= 20
        np.subtract(kt, K, out=out[1])
        out[0][bad] = -1
        out[1][bad] = -1
    else:
        out[0:2] = -1

    if ne:
        np.logical_or(isQ, isT, out=isQ)
        G = np.where(isQ, 1 << 62, A)
        G = np.minimum.accumulate(G[::-1])[::-1]
        K = np.empty(nt, np.int64)
        K[idx] = G[pt]
        bad = (K >> 50) != ts
        K[bad] = 0
        np.take(events["code"].to_numpy(), (ne - 1) - (K & I18), out=out[3], mode='clip')
        K >>= 20
        np.subtract(K, kt, out=out[2])
        out[2][bad] = -1
        out[3][bad] = -1
    else:
        out[2:4] = -1

    return pd.DataFrame(out.T, columns=["price", "age", "wait", "code"], copy=False)
