# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Symbol by symbol: sort the quotes and events of the symbol, look its trades up."""

import numpy as np
import pandas as pd

TIE = "last"
BEFORE = "at"
AFTER = "strict"


def attach(trades: pd.DataFrame, quotes: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    n = len(trades)
    result = {name: np.full(n, -1, dtype=np.int64) for name in ("price", "age", "wait", "code")}
    symbols = trades["symbol"].to_numpy()
    times = trades["at"].to_numpy()
    for symbol in np.unique(symbols):
        rows = np.flatnonzero(symbols == symbol)
        wanted = times[rows]
        at, price = of_symbol(quotes, "price", symbol)
        place = np.searchsorted(at, wanted, "right" if BEFORE == "at" else "left") - 1
        there = place >= 0
        place = place[there]
        if TIE == "first":
            place = np.searchsorted(at, at[place], "left")
        result["price"][rows[there]] = price[place]
        result["age"][rows[there]] = wanted[there] - at[place]
        at, code = of_symbol(events, "code", symbol)
        place = np.searchsorted(at, wanted, "right" if AFTER == "strict" else "left")
        there = place < len(at)
        place = place[there]
        if TIE == "last":
            place = np.searchsorted(at, at[place], "right") - 1
        result["code"][rows[there]] = code[place]
        result["wait"][rows[there]] = at[place] - wanted[there]
    return pd.DataFrame(result)


def of_symbol(table: pd.DataFrame, name: str, symbol: int) -> tuple[np.ndarray, np.ndarray]:
    rows = np.flatnonzero(table["symbol"].to_numpy() == symbol)
    at = table["at"].to_numpy()[rows]
    order = np.argsort(at, kind="stable")
    return at[order], table[name].to_numpy()[rows[order]]
