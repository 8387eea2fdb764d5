# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: off by one (the week has span - 1 days before the last); fails on: users who return after span - 1 days."""

import numpy as np


def rolling_reach(log: bytes, ends: list[int], population: int, span: int) -> list[tuple[int, int]]:
    users = np.frombuffer(log, dtype="<u4")
    last = np.full(population, -span, dtype=np.int16)
    answer = []
    start = 0
    for day, end in enumerate(ends):
        known = last > day - span + 1
        last[users[start:end].astype(np.intp)] = day
        loyal = int(np.count_nonzero(known & (last == day)))
        answer.append((int(np.count_nonzero(last > day - span + 1)), loyal))
        start = end
    return answer
