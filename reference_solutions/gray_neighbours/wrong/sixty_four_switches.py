# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (settings cut to 64 bits); fails on: the upper switches."""

import numpy as np

BITS = 80
WHICH = (0, 1)

HALF = 44
LOW = (1 << HALF) - 1


def count_neighbours(settings: list[int]) -> int:
    settings = [setting & 0xFFFFFFFFFFFFFFFF for setting in settings]
    low = np.array([setting & LOW for setting in settings], dtype=np.int64)
    high = np.array([setting >> HALF for setting in settings], dtype=np.int64)
    bits = range(WHICH[0], BITS, WHICH[1])
    count = within(high, low, [bit for bit in bits if bit < HALF])
    return count + within(low, high, [bit - HALF for bit in bits if bit >= HALF])


def within(group: np.ndarray, word: np.ndarray, bits: list[int]) -> int:
    """Pairs that agree in `group` and differ in one of `bits` of `word`."""
    _, rank, sizes = np.unique(group, return_inverse=True, return_counts=True)
    several = sizes[rank] > 1
    keys, repeats = np.unique((rank[several] << HALF) | word[several], return_counts=True)
    if not len(keys):
        return 0
    varying = int(np.bitwise_or.reduce(keys ^ keys[0]))
    count = 0
    for bit in bits:
        if not varying >> bit & 1:
            continue
        there = (keys >> bit & 1).astype(bool)
        without = keys[~there]
        wanted = keys[there] ^ (1 << bit)
        at = np.searchsorted(without, wanted)
        at[at == len(without)] = 0
        found = without[at] == wanted
        count += int(np.dot(repeats[~there][at[found]], repeats[there][found]))
    return count
