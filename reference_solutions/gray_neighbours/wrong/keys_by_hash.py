# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (folds settings modulo 2**61 - 1); fails on: settings that differ by a multiple of it."""

from collections import Counter

BITS = 80
WHICH = (0, 1)


def count_neighbours(settings: list[int]) -> int:
    panels = Counter(map(hash, settings))
    masks = [1 << bit for bit in range(WHICH[0], BITS, WHICH[1])]
    count = 0
    for setting, repeats in panels.items():
        for mask in masks:
            if not setting & mask and hash(setting | mask) in panels:
                count += repeats * panels[hash(setting | mask)]
    return count
