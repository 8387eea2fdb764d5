# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Put all runs into one list, sort it and count each stretch of equal values with groupby.
O(n log n), with Python's work for every value.
"""

from itertools import groupby

KEEP = "exactly"
ORDER = "descending"


def page_index(runs: list[list[int]], q: int, page: int) -> tuple[int, list[int]]:
    values = sorted((value for run in runs for value in run), reverse=ORDER == "descending")
    kept = []
    for value, group in groupby(values):
        count = sum(1 for _ in group)
        if count >= q if KEEP == "least" else count == q if KEEP == "exactly" else count <= q:
            kept.append(value)
    return len(kept), kept[::page]
