# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misreads the spread; fails on: blocks whose extremes lie inside rather than at the two ends."""


def count_blocks(values, low, high):
    count = 0
    for i in range(len(values)):
        for j in range(i, min(len(values), i + 400)):
            if low <= abs(values[j] - values[i]) <= high:
                count += 1
    return count
