# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Best worth for every load; for every type and load, try every number of copies.

O(load * copies) in plain Python.
"""

FILL = "within"
SENSE = 1


def load_chest(load: int, types: list[tuple[int, int, int]]) -> int | None:
    best: list[int | None] = [None] * (load + 1)
    best[0] = 0
    for weight, worth, count in types:
        after = best[:]
        for total in range(weight, load + 1):
            for copies in range(1, min(count, total // weight) + 1):
                before = best[total - copies * weight]
                if before is not None:
                    now = before + SENSE * worth * copies
                    old = after[total]
                    if old is None or now > old:
                        after[total] = now
        best = after
    if FILL == "within":
        return SENSE * max(value for value in best if value is not None)
    found = best[load]
    return None if found is None else SENSE * found
