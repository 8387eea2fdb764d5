# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (the cheapest pair that is left, again and again); fails on: a cheap pair that leaves dear ones."""

import numpy as np


def cheapest_plan(costs):
    n, m = costs.shape
    plan = [-1] * n
    taken = [False] * m
    left = n
    for place in np.argsort(costs, axis=None, kind="stable").tolist():
        worker, job = divmod(place, m)
        if costs[worker, job] >= 0 and plan[worker] < 0 and not taken[job]:
            plan[worker] = job
            taken[job] = True
            left -= 1
            if not left:
                break
    if left:
        return -1, []
    return sum(int(costs[w, j]) for w, j in enumerate(plan)), plan
