# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
import pandas as pd


def sessionise(events: pd.DataFrame, gap: int) -> pd.DataFrame:
    n = len(events)
    # 20 bits of user, 23 bits of time, 19 bits of row number: one plain sort
    key = events["user"].to_numpy() << 42
    key |= events["at"].to_numpy() << 19
    key |= np.arange(n, dtype=np.int64)
    key.sort()
    rows = key & 524287
    key >>= 19
    # twice the amount, and the log-out mark in the lowest bit
    pack = events["amount"].to_numpy() << 1
    pack |= events["kind"].to_numpy() == 4
    pack = pack.take(rows)

    new = np.empty(n, dtype=bool)
    new[0] = True
    # a change of the user is a step of more than 4_000_000, too
    np.greater(key[1:] - key[:-1], gap, out=new[1:])
    new[1:] |= (pack[:-1] & 1).astype(bool)
    first = np.flatnonzero(new)
    m = len(first)
    after = np.empty(m, dtype=np.int64)
    after[:-1] = first[1:]
    after[-1] = n

    out = np.empty((5, m), dtype=np.int64)
    head = key.take(first)
    np.right_shift(head, 23, out=out[0])
    np.bitwise_and(head, 8388607, out=out[1])
    np.subtract(key.take(after - 1), head, out=out[2])
    np.subtract(after, first, out=out[3])
    # at most one log-out a session, so the lowest bit falls off cleanly
    np.right_shift(np.add.reduceat(pack, first), 1, out=out[4])
    return pd.DataFrame(out.T, columns=["user", "start", "length", "events", "amount"])
