# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import deque
from itertools import accumulate


def ring_block(values: list[int], low: int, high: int) -> tuple[int, int, int]:
    n = len(values)
    prefix = list(accumulate(values + values, initial=0))

    best = None
    best_start = best_length = 0
    window = deque()  # ends of blocks, their prefix sums ascending strictly
    for end in range(low, high):
        while window and prefix[window[-1]] >= prefix[end]:
            window.pop()
        window.append(end)
    for start in range(n):
        end = start + high
        while window and prefix[window[-1]] >= prefix[end]:
            window.pop()
        window.append(end)
        if window[0] < start + low:
            window.popleft()
        total = prefix[window[0]] - prefix[start]
        if best is None or total <= best:
            best = total
            best_start = start
            best_length = window[0] - start
    return best, best_start, best_length
