# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a condition (fast but wrong), takes all runs as ascending; fails on: descending runs."""

from heapq import merge
from itertools import groupby

KEEP = "exactly"
ORDER = "descending"


def page_index(runs, q, page):
    test = {"least": lambda c: c >= q, "exactly": lambda c: c == q, "most": lambda c: c <= q}[KEEP]
    kept = [v for v, group in groupby(merge(*runs)) if test(len(list(group)))]
    if ORDER == "descending":
        kept.reverse()
    return len(kept), kept[::page]
