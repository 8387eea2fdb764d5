# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np
import pandas as pd

SHIFT = 30  # times are below 2**30


def _keys(frame: pd.DataFrame) -> np.ndarray:
    return (frame["symbol"].to_numpy() << SHIFT) | frame["at"].to_numpy()


def attach(trades: pd.DataFrame, quotes: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    n = len(trades)
    trade_keys = _keys(trades)
    price = np.full(n, -1, dtype=np.int64)
    age = np.full(n, -1, dtype=np.int64)
    wait = np.full(n, -1, dtype=np.int64)
    code = np.full(n, -1, dtype=np.int64)

    if len(quotes):
        keys = _keys(quotes)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        # The sort is stable, so of equal keys the last row comes last.
        place = np.searchsorted(keys, trade_keys, side="right") - 1
        rows = np.flatnonzero(place >= 0)
        place = place[rows]
        same = (keys[place] >> SHIFT) == (trade_keys[rows] >> SHIFT)
        rows, place = rows[same], place[same]
        price[rows] = quotes["price"].to_numpy()[order[place]]
        age[rows] = trade_keys[rows] - keys[place]

    if len(events):
        keys = _keys(events)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        place = np.searchsorted(keys, trade_keys, side="right")
        rows = np.flatnonzero(place < len(keys))
        place = place[rows]
        same = (keys[place] >> SHIFT) == (trade_keys[rows] >> SHIFT)
        rows, place = rows[same], place[same]
        # The last row among the events with the same symbol and time.
        found = keys[place]
        last = np.searchsorted(keys, found, side="right") - 1
        code[rows] = events["code"].to_numpy()[order[last]]
        wait[rows] = found - trade_keys[rows]

    return pd.DataFrame({"price": price, "age": age, "wait": wait, "code": code})
