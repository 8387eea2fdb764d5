# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, overflow (last days in a byte, wrapped around); fails on: logs of more than 127 days."""

import numpy as np


def rolling_reach(log: bytes, ends: list[int], population: int, span: int) -> list[tuple[int, int]]:
    users = np.frombuffer(log, dtype="<u4")
    last = np.full(population, -min(span, 128), dtype=np.int8)
    answer = []
    start = 0
    for day, end in enumerate(ends):
        known = last > day - span
        last[users[start:end].astype(np.intp)] = np.array(day).astype(np.int8)
        loyal = int(np.count_nonzero(known & (last == day)))
        answer.append((int(np.count_nonzero(last > day - span)), loyal))
        start = end
    return answer
