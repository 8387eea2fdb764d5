# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Go through the sorted rows of each user, one by one."""

import pandas as pd

EDGE = "more"
LOGOUT = 4
TOTAL = "sum"


def sessionise(events: pd.DataFrame, gap: int) -> pd.DataFrame:
    found = []
    for user, table in events.groupby("user"):
        session = None
        logged_out = False
        for _, row in table.sort_values("at", kind="stable").iterrows():
            pause = 0 if session is None else row["at"] - session["last"]
            far = pause > gap or (pause == gap and EDGE == "least")
            if session is None or logged_out or far:
                session = {"user": user, "start": row["at"], "amounts": []}
                found.append(session)
            session["last"] = row["at"]
            session["amounts"].append(row["amount"])
            logged_out = row["kind"] == LOGOUT
    table = pd.DataFrame(
        {
            "user": [s["user"] for s in found],
            "start": [s["start"] for s in found],
            "length": [s["last"] - s["start"] for s in found],
            "events": [len(s["amounts"]) for s in found],
            "amount": [(sum if TOTAL == "sum" else max)(s["amounts"]) for s in found],
        }
    )
    return table.astype("int64")
