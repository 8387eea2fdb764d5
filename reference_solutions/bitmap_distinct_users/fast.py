# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A table with each user's last day, into which a day's requests are scattered; equal requests need
no sorting out. Who came on the day and who was known before are comparisons of the whole table.
Indices are widened a day at a time: numpy scatters much faster with indices of its own type.
"""

import numpy as np


def rolling_reach(log: bytes, ends: list[int], population: int, span: int) -> list[tuple[int, int]]:
    users = np.frombuffer(log, dtype="<u4")
    last = np.full(population, -span, dtype=np.int16)
    answer = []
    start = 0
    for day, end in enumerate(ends):
        known = last > day - span
        last[users[start:end].astype(np.intp)] = day
        loyal = int(np.count_nonzero(known & (last == day)))
        answer.append((int(np.count_nonzero(last > day - span)), loyal))
        start = end
    return answer
