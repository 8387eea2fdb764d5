# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (compares only neighbours in sorted order, a few steps apart); fails on: neighbours far apart in order."""

BITS = 80
WHICH = (0, 1)


def count_neighbours(settings):
    allowed = sum(1 << bit for bit in range(WHICH[0], BITS, WHICH[1]))
    order = sorted(settings)
    count = 0
    for i, first in enumerate(order):
        for second in order[i + 1 : i + 9]:
            change = first ^ second
            if change & allowed and change & (change - 1) == 0:
                count += 1
    return count
