# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Blocks with spread <= high minus those with spread < low, each with two monotone deques.
O(n) time and space, with about three times the work for a value of the fast tier.
"""

from collections import deque


def count_blocks(values: list[int], low: int, high: int) -> int:
    count = count_up_to(values, high)
    if low > 0:
        count -= count_up_to(values, low - 1)
    return count


def count_up_to(values: list[int], limit: int) -> int:
    largest: deque[int] = deque()
    smallest: deque[int] = deque()
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
