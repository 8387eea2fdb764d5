# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: memory (all requests as Python objects); fails on: the memory limit at the largest size."""

import numpy as np


def rolling_reach(log, ends, population, span):
    users = np.frombuffer(log, dtype="<u4").tolist()
    last = [-span] * population
    bucket = [0] * (len(ends) + span)
    answer, start = [], 0
    for day, end in enumerate(ends):
        today = set(users[start:end])
        loyal = 0
        for user in today:
            if last[user] > day - span:
                loyal += 1
            if last[user] >= 0:
                bucket[last[user]] -= 1
            last[user] = day
            bucket[day] += 1
        answer.append((sum(bucket[max(0, day - span + 1) : day + 1]), loyal))
        start = end
    return answer
