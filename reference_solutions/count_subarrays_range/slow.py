# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Extend a block from every start until its spread is too large. O(n^2) time, O(1) space."""


def count_blocks(values: list[int], low: int, high: int) -> int:
    count = 0
    for start in range(len(values)):
        largest = smallest = values[start]
        for i in range(start, len(values)):
            value = values[i]
            if value > largest:
                largest = value
            elif value < smallest:
                smallest = value
            spread = largest - smallest
            if spread > high:
                break
            if spread >= low:
                count += 1
    return count
