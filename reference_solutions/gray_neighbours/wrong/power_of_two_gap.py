# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misreads the rule (difference instead of switches); fails on: a carry between two settings."""

BITS = 80
WHICH = (0, 1)


def count_neighbours(settings: list[int]) -> int:
    allowed = sum(1 << bit for bit in range(WHICH[0], BITS, WHICH[1]))
    count = 0
    for i, first in enumerate(settings):
        for second in settings[i + 1 :]:
            change = abs(first - second)
            if change & allowed and change & (change - 1) == 0:
                count += 1
    return count
