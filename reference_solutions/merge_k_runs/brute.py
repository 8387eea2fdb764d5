# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Count every value of the pool with `list.count`, and number the pages one by one."""

KEEP = "exactly"
ORDER = "descending"


def page_index(runs: list[list[int]], q: int, page: int) -> tuple[int, list[int]]:
    pool = [value for run in runs for value in run]
    allowed = {
        "least": range(q, len(pool) + 1),
        "exactly": range(q, q + 1),
        "most": range(1, q + 1),
    }[KEEP]
    kept = sorted({value for value in pool if pool.count(value) in allowed})
    if ORDER == "descending":
        kept = sorted(kept, key=lambda value: -value)
    firsts = [value for place, value in enumerate(kept) if place % page == 0]
    return len(kept), firsts
