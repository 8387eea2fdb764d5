# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Best worth for every load, one numpy row at a time, copies in bundles of 1, 2, 4, ….

In a chest that need not be full, every load starts with the worth of nothing, and types that only
make it worse are left out. O(load * types * log(count)).
"""

import numpy as np

FILL = "within"
SENSE = 1
_NEVER = -(10**18)


def load_chest(load: int, types: list[tuple[int, int, int]]) -> int | None:
    best = np.zeros(load + 1, dtype=np.int64)
    if FILL == "exact":
        best[1:] = _NEVER
    for weight, worth, count in types:
        gain = SENSE * worth
        if FILL == "within" and gain <= 0:
            continue
        left = min(count, load // weight)
        size = 1
        while left > 0:
            size = min(size, left)
            row = best[size * weight :]
            np.maximum(row, best[: len(row)] + size * gain, out=row)
            left -= size
            size *= 2
    found = int(best[load])
    return SENSE * found if found > _NEVER // 2 else None
