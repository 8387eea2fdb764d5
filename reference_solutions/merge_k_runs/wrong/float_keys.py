# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: float rounding (fast but wrong); fails on: different values beyond 2**53 that round to the same float."""

from collections import Counter

KEEP = "exactly"
ORDER = "descending"


def page_index(runs, q, page):
    counts = Counter()
    for run in runs:
        counts.update(map(float, run))
    test = {"least": lambda c: c >= q, "exactly": lambda c: c == q, "most": lambda c: c <= q}[KEEP]
    kept = sorted((int(v) for v, c in counts.items() if test(c)), reverse=ORDER == "descending")
    return len(kept), kept[::page]
