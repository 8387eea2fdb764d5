# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sort, find the window of each row, and compare with its entries one place after the other."""

import numpy as np
import pandas as pd

SIDE = "greater"
EDGE = "less"
TIE = "last"


def rolling_ranks(sales: pd.DataFrame, window: int) -> pd.DataFrame:
    order = np.lexsort((sales["at"], sales["customer"]))
    table = sales.iloc[order]
    customer = table["customer"].to_numpy()
    amount = table["amount"].to_numpy() * (1 if SIDE == "greater" else -1)
    moment = customer * 300_000_000 + table["at"].to_numpy()
    low = np.searchsorted(moment, moment - window, "right" if EDGE == "less" else "left")
    high = np.searchsorted(moment, moment, "right")
    rank = np.ones(len(table), dtype=np.int64)
    for place in range(int((high - low).max())):
        entry = low + place
        inside = entry < high
        rank[inside] += amount[entry[inside]] > amount[inside]
    first = np.concatenate([[0], np.flatnonzero(customer[1:] != customer[:-1]) + 1])
    last = np.concatenate([first[1:], [len(table)]]) - 1
    if TIE == "first":
        last = np.searchsorted(moment, moment[last])
    return pd.DataFrame(
        {
            "customer": customer[first],
            "tops": np.add.reduceat((rank == 1).astype(np.int64), first),
            "worst": np.maximum.reduceat(rank, first),
            "ranks": np.add.reduceat(rank, first),
            "last": rank[last],
        }
    )
