# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Each customer's rows in order of time; from each row back to the start of its window."""

import pandas as pd

SIDE = "greater"
EDGE = "less"
TIE = "last"


def rolling_ranks(sales: pd.DataFrame, window: int) -> pd.DataFrame:
    rows_of: dict[int, list[tuple[int, int]]] = {}
    for row in sales.itertuples():
        rows_of.setdefault(row.customer, []).append((row.at, row.amount))
    result = []
    for customer in sorted(rows_of):
        rows = sorted(rows_of[customer], key=lambda row: row[0])
        ranks = []
        for i, (at, amount) in enumerate(rows):
            end = i + 1
            while end < len(rows) and rows[end][0] == at:
                end += 1
            rank = 1
            for j in range(end - 1, -1, -1):
                age = at - rows[j][0]
                if age > window or (age == window and EDGE == "less"):
                    break
                other = rows[j][1]
                if (other > amount and SIDE == "greater") or (other < amount and SIDE == "less"):
                    rank += 1
            ranks.append(rank)
        last = len(rows) - 1
        if TIE == "first":
            while last > 0 and rows[last - 1][0] == rows[last][0]:
                last -= 1
        result.append((customer, ranks.count(1), max(ranks), sum(ranks), ranks[last]))
    names = ["customer", "tops", "worst", "ranks", "last"]
    return pd.DataFrame(result, columns=names, dtype="int64")
