# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misread rule (the reach is that of the day alone); fails on: users of the days before."""

import numpy as np


def rolling_reach(log: bytes, ends: list[int], population: int, span: int) -> list[tuple[int, int]]:
    users = np.frombuffer(log, dtype="<u4")
    last = np.full(population, -1)
    seen_last_on = np.zeros(len(ends), dtype=np.int64)
    answer = []
    start = 0
    for day, end in enumerate(ends):
        first = max(0, day - span + 1)
        visitors = np.unique(users[start:end])
        before = last[visitors]
        returning = before[before >= 0]
        loyal = int((returning >= first).sum())
        np.subtract.at(seen_last_on, returning, 1)
        seen_last_on[day] = len(visitors)
        last[visitors] = day
        answer.append((int(len(visitors)), loyal))
        start = end
    return answer
