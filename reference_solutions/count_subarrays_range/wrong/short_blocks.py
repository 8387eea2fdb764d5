# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: early exit, wrong at scale only; fails on: blocks longer than 350 readings, which it never looks at."""


def count_blocks(values, low, high):
    count = 0
    for start in range(len(values)):
        largest = smallest = values[start]
        for value in values[start : start + 350]:
            if value > largest:
                largest = value
            elif value < smallest:
                smallest = value
            if largest - smallest > high:
                break
            if largest - smallest >= low:
                count += 1
    return count
