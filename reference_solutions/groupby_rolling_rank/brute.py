# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A table of all pairs of rows, by pandas' merge, from which the recent ones are counted."""

import pandas as pd

SIDE = "greater"
EDGE = "less"
TIE = "last"


def rolling_ranks(sales: pd.DataFrame, window: int) -> pd.DataFrame:
    table = sales.reset_index(drop=True).reset_index(names="row")
    pairs = table.merge(table, on="customer", suffixes=("", "_other"))
    age = pairs["at"] - pairs["at_other"]
    recent = (age >= 0) & (age < window if EDGE == "less" else age <= window)
    gap = pairs["amount_other"] - pairs["amount"]
    better = gap > 0 if SIDE == "greater" else gap < 0
    counts = (recent & better).groupby(pairs["row"]).sum()
    table["rank"] = [1 + int(counts[row]) for row in table["row"]]
    result = []
    for customer in sorted(set(table["customer"])):
        mine = table[table["customer"] == customer]
        latest = mine[mine["at"] == max(mine["at"])]["rank"].tolist()
        ranks = mine["rank"].tolist()
        chosen = latest[-1] if TIE == "last" else latest[0]
        result.append((customer, sum(r == 1 for r in ranks), max(ranks), sum(ranks), chosen))
    names = ["customer", "tops", "worst", "ranks", "last"]
    return pd.DataFrame(result, columns=names, dtype="int64")
