# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
import pandas as pd


def sessionise(events: pd.DataFrame, gap: int) -> pd.DataFrame:
    user = events["user"].to_numpy()
    at = events["at"].to_numpy()
    order = np.lexsort((at, user))                  # stable
    user = user[order]
    at = at[order]
    kind = events["kind"].to_numpy()[order]
    amount = events["amount"].to_numpy()[order]

    n = len(user)
    new = np.ones(n, dtype=bool)
    new[1:] = (user[1:] != user[:-1]) | (at[1:] - at[:-1] > gap) | (kind[:-1] == 4)
    first = np.flatnonzero(new)
    after = np.append(first[1:], n)
    return pd.DataFrame({
        "user": user[first],
        "start": at[first],
        "length": at[after - 1] - at[first],
        "events": (after - first).astype(np.int64),
        "amount": np.add.reduceat(amount, first),
    })
