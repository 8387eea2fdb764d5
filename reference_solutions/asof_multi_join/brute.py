# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Walk the times up and down from the trade until some row has that very time."""

import pandas as pd

TIE = "last"
BEFORE = "at"
AFTER = "strict"


def attach(trades: pd.DataFrame, quotes: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    columns: dict[str, list[int]] = {"price": [], "age": [], "wait": [], "code": []}
    prices, codes = rows(quotes, "price"), rows(events, "code")
    for symbol, at in zip(trades["symbol"].tolist(), trades["at"].tolist(), strict=True):
        age, price = nearest(prices, symbol, at, -1, BEFORE == "at")
        wait, code = nearest(codes, symbol, at, 1, AFTER == "at")
        for name, value in zip(columns, (price, age, wait, code), strict=True):
            columns[name].append(value)
    return pd.DataFrame(columns, dtype="int64")


def rows(table: pd.DataFrame, name: str) -> list[tuple[int, int, int]]:
    return list(zip(*(table[c].tolist() for c in ("symbol", "at", name)), strict=True))


def nearest(
    table: list[tuple[int, int, int]], symbol: int, at: int, direction: int, touching: bool
) -> tuple[int, int]:
    mine = [(time, value) for own, time, value in table if own == symbol]
    for distance in sorted({direction * (time - at) for time, _ in mine}):
        if distance > 0 or (distance == 0 and touching):
            values = [value for time, value in mine if time == at + direction * distance]
            return distance, values[-1 if TIE == "last" else 0]
    return -1, -1
