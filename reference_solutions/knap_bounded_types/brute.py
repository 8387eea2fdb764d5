# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try every choice of counts. Exponential."""

from itertools import product

FILL = "within"
SENSE = 1


def load_chest(load: int, types: list[tuple[int, int, int]]) -> int:
    worths = []
    for choice in product(*(range(min(count, load) + 1) for _, _, count in types)):
        weight = sum(taken * one[0] for taken, one in zip(choice, types, strict=True))
        if weight == load or (weight < load and FILL == "within"):
            worths.append(sum(taken * one[1] for taken, one in zip(choice, types, strict=True)))
    if not worths:
        return 0
    return max(worths) if SENSE > 0 else min(worths)
