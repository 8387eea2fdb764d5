# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: boundary (fast but wrong); fails on: blocks whose spread is exactly `low`."""

from collections import deque


def count_blocks(values, low, high):
    count = count_up_to(values, high)
    return count - count_up_to(values, low) if low > 0 else count


def count_up_to(values, limit):
    largest, smallest = deque(), deque()
    left = count = 0
    for right, value in enumerate(values):
        while largest and values[largest[-1]] <= value:
            largest.pop()
        largest.append(right)
        while smallest and values[smallest[-1]] >= value:
            smallest.pop()
        smallest.append(right)
        while values[largest[0]] - values[smallest[0]] > limit:
            left += 1
            if largest[0] < left:
                largest.popleft()
            if smallest[0] < left:
                smallest.popleft()
        count += right - left + 1
    return count
