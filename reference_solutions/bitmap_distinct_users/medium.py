# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Keep the days of the week as masks in a queue, and for each user how many of them have it."""

from collections import deque

import numpy as np


def rolling_reach(log: bytes, ends: list[int], population: int, span: int) -> list[tuple[int, int]]:
    users = np.frombuffer(log, dtype="<u4")
    masks: deque[np.ndarray] = deque()
    active_days = np.zeros(population, dtype=np.int16)
    answer = []
    start = 0
    for end in ends:
        today = np.bincount(users[start:end], minlength=population) > 0
        if len(masks) == span:
            active_days -= masks.popleft()
        loyal = int(np.count_nonzero(today & (active_days > 0)))
        active_days += today
        masks.append(today)
        answer.append((int(np.count_nonzero(active_days > 0)), loyal))
        start = end
    return answer
