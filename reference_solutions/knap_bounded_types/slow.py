# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Best worth for every load, one numpy row for every single copy. O(load * copies)."""

import numpy as np

FILL = "within"
SENSE = 1
_NEVER = -(10**18)


def load_chest(load: int, types: list[tuple[int, int, int]]) -> int:
    best = np.full(load + 1, _NEVER, dtype=np.int64)
    best[0] = 0
    for weight, worth, count in types:
        for _ in range(min(count, load // weight)):
            candidates = best[:-weight] + SENSE * worth
            np.maximum(best[weight:], candidates, out=best[weight:])
    found = int(best[load]) if FILL == "exact" else int(best.max())
    if found < _NEVER // 2:
        return 0
    return SENSE * found
