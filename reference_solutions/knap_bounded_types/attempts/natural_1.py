# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np


def load_chest(load: int, types: list[tuple[int, int, int]]) -> int | None:
    merged = {}
    for weight, worth, count in types:
        if worth > 0 and count > 0 and weight <= load:
            merged[weight, worth] = merged.get((weight, worth), 0) + count
    best = np.zeros(load + 1, dtype=np.int64)
    for (weight, worth), count in merged.items():
        count = min(count, load // weight)
        part = 1
        while count > 0:
            take = min(part, count)
            w = take * weight
            # the right side is computed before the assignment
            np.maximum(best[w:], best[:load + 1 - w] + take * worth, out=best[w:])
            count -= take
            part *= 2
    return int(best[load])
