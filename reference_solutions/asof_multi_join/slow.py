# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""For each trade a look at all quotes and all events of its symbol."""

import pandas as pd

TIE = "last"
BEFORE = "at"
AFTER = "strict"


def attach(trades: pd.DataFrame, quotes: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    quotes_of: dict[int, list[tuple[int, int]]] = {}
    events_of: dict[int, list[tuple[int, int]]] = {}
    for row in quotes.itertuples():
        quotes_of.setdefault(row.symbol, []).append((row.at, row.price))
    for row in events.itertuples():
        events_of.setdefault(row.symbol, []).append((row.at, row.code))
    rows = []
    for trade in trades.itertuples():
        price = age = wait = code = -1
        for at, value in quotes_of.get(trade.symbol, []):
            distance = trade.at - at
            if distance > 0 or (distance == 0 and BEFORE == "at"):
                nearer = age == -1 or distance < age
                if nearer or (distance == age and TIE == "last"):
                    price, age = value, distance
        for at, value in events_of.get(trade.symbol, []):
            distance = at - trade.at
            if distance > 0 or (distance == 0 and AFTER == "at"):
                nearer = wait == -1 or distance < wait
                if nearer or (distance == wait and TIE == "last"):
                    code, wait = value, distance
        rows.append((price, age, wait, code))
    return pd.DataFrame(rows, columns=["price", "age", "wait", "code"], dtype="int64")
