# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import deque


def count_blocks(values: list[int], low: int, high: int) -> int:
    def at_most(limit: int) -> int:
        if limit < 0:
            return 0
        largest = deque()  # indices, values descending
        smallest = deque()  # indices, values ascending
        start = 0
        count = 0
        for end, value in enumerate(values):
            while largest and values[largest[-1]] <= value:
                largest.pop()
            largest.append(end)
            while smallest and values[smallest[-1]] >= value:
                smallest.pop()
            smallest.append(end)
            while values[largest[0]] - values[smallest[0]] > limit:
                if largest[0] == start:
                    largest.popleft()
                if smallest[0] == start:
                    smallest.popleft()
                start += 1
            count += end - start + 1
        return count

    return at_most(high) - at_most(low - 1)
