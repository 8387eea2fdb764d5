# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""numpy's lexsort by user and time, then sums over the stretches between the starts."""

import numpy as np
import pandas as pd

EDGE = "more"
LOGOUT = 4
TOTAL = "sum"


def sessionise(events: pd.DataFrame, gap: int) -> pd.DataFrame:
    order = np.lexsort((events["at"], events["user"]))
    table = events.iloc[order]
    user, at, kind, amount = (table[name].to_numpy() for name in ("user", "at", "kind", "amount"))
    pause = at[1:] - at[:-1]
    far = pause > gap if EDGE == "more" else pause >= gap
    fresh = (user[1:] != user[:-1]) | far | (kind[:-1] == LOGOUT)
    first = np.concatenate([[0], np.flatnonzero(fresh) + 1])
    last = np.concatenate([first[1:], [len(at)]]) - 1
    total = np.add if TOTAL == "sum" else np.maximum
    return pd.DataFrame(
        {
            "user": user[first],
            "start": at[first],
            "length": at[last] - at[first],
            "events": last - first + 1,
            "amount": total.reduceat(amount, first),
        }
    )
