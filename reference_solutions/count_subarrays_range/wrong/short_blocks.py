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
