# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Link each event to the one before it by comparing all pairs, then follow the links."""

import pandas as pd

EDGE = "more"
LOGOUT = 4
TOTAL = "sum"


def sessionise(events: pd.DataFrame, gap: int) -> pd.DataFrame:
    rows = list(events.itertuples(index=False, name=None))
    chains: dict[tuple[int, int, int], list[int]] = {}
    head: dict[int, tuple[int, int, int]] = {}
    places = sorted(range(len(rows)), key=lambda i: (rows[i][1], i))
    for i in places:
        user, at = rows[i][:2]
        earlier = [j for j in places[: places.index(i)] if rows[j][0] == user]
        starts = True
        if earlier:
            before = rows[earlier[-1]]
            limit = gap + 1 if EDGE == "more" else gap
            starts = before[2] == LOGOUT or at - before[1] >= limit
        head[i] = (user, at, i) if starts else head[earlier[-1]]
        chains.setdefault(head[i], []).append(i)
    columns: dict[str, list[int]] = {
        name: [] for name in ("user", "start", "length", "events", "amount")
    }
    for user, start, first in sorted(chains, key=lambda c: (c[0], c[1], places.index(c[2]))):
        members = chains[user, start, first]
        amounts = [rows[i][3] for i in members]
        values = (user, start, max(rows[i][1] for i in members) - start, len(members))
        total = sum(amounts) if TOTAL == "sum" else max(amounts)
        for name, value in zip(columns, (*values, total), strict=True):
            columns[name].append(value)
    return pd.DataFrame(columns, dtype="int64")
