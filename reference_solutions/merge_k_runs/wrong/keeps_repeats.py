# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: ignores ties (fast but wrong), never looks at the entry before; fails on: values that occur more than q times."""

from itertools import chain

KEEP = "exactly"
ORDER = "descending"


def page_index(runs: list[list[int]], q: int, page: int) -> tuple[int, list[int]]:
    values = sorted(chain.from_iterable(runs))
    before = [None, *values]
    last, beyond = values[q - 1 :], [*values[q:], None]
    # zip ends with the shortest: where fewer than q values are left, q equal ones cannot begin
    if KEEP == "exactly":
        kept = [
            value
            for previous, value, end, after in zip(before, values, last, beyond)  # noqa: B905 - see above
            if value == end and end != after
        ]
    elif KEEP == "least":
        kept = [v for a, v, end in zip(before, values, last) if v == end]  # noqa: B905 - see above
    else:
        beyond += [None] * q
        kept = [v for a, v, after in zip(before, values, beyond) if v != after]  # noqa: B905 - see above
    if ORDER == "descending":
        kept.reverse()
    return len(kept), kept[::page]
