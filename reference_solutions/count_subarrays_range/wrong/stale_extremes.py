# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: stale cache (fast but wrong); fails on: windows whose maximum or minimum has left and isn't replaced."""


def count_blocks(values, low, high):
    count = count_up_to(values, high)
    return count - count_up_to(values, low - 1) if low > 0 else count


def count_up_to(values, limit):
    left = count = 0
    largest = smallest = values[0]
    for right, value in enumerate(values):
        largest = max(largest, value)
        smallest = min(smallest, value)
        while largest - smallest > limit:
            left += 1
            if left > right:
                largest = smallest = value
                left = right
                break
            if values[left - 1] in (largest, smallest):
                largest = max(values[left], value)
                smallest = min(values[left], value)
        count += right - left + 1
    return count
