# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Write out every block, sort it, and look at its ends. O(n^3 log n)."""


def count_blocks(values: list[int], low: int, high: int) -> int:
    count = 0
    for start in range(len(values)):
        for stop in range(start + 1, len(values) + 1):
            block = sorted(values[start:stop])
            count += block[-1] - block[0] in range(low, high + 1)
    return count
