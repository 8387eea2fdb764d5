# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast idea, wrong (loads go upwards, so copies have no limit); fails on: a count of 1."""

FILL = "within"
SENSE = 1


def load_chest(load, types):
    best = [None] * (load + 1)
    best[0] = 0
    for weight, worth, count in types:
        for total in range(weight, load + 1):
            before = best[total - weight]
            if before is not None and count:
                now = before + SENSE * worth
                if best[total] is None or now > best[total]:
                    best[total] = now
    if FILL == "within":
        return SENSE * max(value for value in best if value is not None)
    return 0 if best[load] is None else SENSE * best[load]
