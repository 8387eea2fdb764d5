# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: greedy (fast but wrong); fails on: windows that break, because it starts anew at the breaking value."""


def count_blocks(values, low, high):
    count = count_up_to(values, high)
    return count - count_up_to(values, low - 1) if low > 0 else count


def count_up_to(values, limit):
    left = count = 0
    largest = smallest = values[0]
    for right, value in enumerate(values):
        largest = max(largest, value)
        smallest = min(smallest, value)
        if largest - smallest > limit:
            left = right
            largest = smallest = value
        count += right - left + 1
    return count
