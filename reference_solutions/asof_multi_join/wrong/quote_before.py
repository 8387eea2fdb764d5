# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: boundary, fast but wrong (a quote at the time of the trade is treated the other way)."""

import numpy as np
import pandas as pd

TIE = "last"
BEFORE = "at"
AFTER = "strict"
ROW = (1 << 18) - 1  # 11 bits for the symbol, 30 for the time, 18 for the row


def attach(trades: pd.DataFrame, quotes: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    trade = packed(trades, False)
    order = trade & ROW
    trade -= order
    found = np.empty((4, len(trade)), dtype=np.int64)
    # A key beyond the end spares every look-up the question whether it is within bounds.
    key = np.append(-1, packed(quotes, TIE == "first"))
    place = np.searchsorted(key, trade + (ROW + 1 if BEFORE != "at" else 0)) - 1
    found[:2, order] = looked_up(quotes["price"], key[place], trade, TIE == "first")
    key = np.append(packed(events, TIE == "last"), 1 << 60)
    place = np.searchsorted(key, trade + (ROW + 1 if AFTER == "strict" else 0))
    found[3:1:-1, order] = looked_up(events["code"], key[place], trade, TIE == "last")
    return pd.DataFrame(dict(zip(("price", "age", "wait", "code"), found, strict=True)))


def packed(table: pd.DataFrame, backwards: bool) -> np.ndarray:
    rows = np.arange(len(table))
    key = (table["symbol"].to_numpy() << 48) + (table["at"].to_numpy() << 18)
    key += ROW - rows if backwards else rows
    key.sort()
    return key


def looked_up(
    values: pd.Series, key: np.ndarray, trade: np.ndarray, backwards: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The values and the distances in time; -1 where the key is of another symbol."""
    row = key & ROW
    if backwards:
        row = ROW - row
    distance = np.abs((key >> 18) - (trade >> 18))
    other = (key ^ trade) >> 48 != 0
    row[other] = distance[other] = -1
    return np.append(values.to_numpy(), -1)[row], distance
