# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Each row against all rows of the table, in the table's own order."""

import pandas as pd

SIDE = "greater"
EDGE = "less"
TIE = "last"


def rolling_ranks(sales: pd.DataFrame, window: int) -> pd.DataFrame:
    columns = (sales[name].tolist() for name in ("customer", "at", "amount"))
    table = list(zip(*columns, strict=True))
    ranks = []
    for customer, at, amount in table:
        better = 0
        for other, then, its in table:
            age = at - then
            recent = 0 <= age < window if EDGE == "less" else 0 <= age <= window
            more = its > amount if SIDE == "greater" else its < amount
            better += other == customer and recent and more
        ranks.append(1 + better)
    result = []
    for customer in sorted({row[0] for row in table}):
        mine = [
            (row[1], rank) for row, rank in zip(table, ranks, strict=True) if row[0] == customer
        ]
        latest = [rank for at, rank in mine if at == max(mine)[0]]
        own = [rank for _, rank in mine]
        chosen = latest[-1] if TIE == "last" else latest[0]
        result.append((customer, own.count(1), max(own), sum(own), chosen))
    names = ["customer", "tops", "worst", "ranks", "last"]
    return pd.DataFrame(result, columns=names, dtype="int64")
