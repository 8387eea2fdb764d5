# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The Hungarian method with potentials, worker by worker, in plain lists. O(n^2 m)."""

import numpy as np

_BARRED = 10**12
_ENDLESS = 10**18


def cheapest_plan(costs: np.ndarray) -> tuple[int, list[int]]:
    n, m = costs.shape
    table = [[_BARRED if cost < 0 else cost for cost in row] for row in costs.tolist()]
    pay = [0] * n
    price = [0] * (m + 1)
    worker_of = [-1] * (m + 1)  # the last entry stands for the worker who is being placed
    for new in range(n):
        worker_of[m] = new
        job = m
        best = [_ENDLESS] * m
        before = [m] * m
        closed = [False] * (m + 1)
        while worker_of[job] >= 0:
            closed[job] = True
            worker = worker_of[job]
            row = table[worker]
            own = pay[worker]
            step, nearest = _ENDLESS, -1
            for j in range(m):
                if not closed[j]:
                    now = row[j] - own - price[j]
                    if now < best[j]:
                        best[j] = now
                        before[j] = job
                    if best[j] < step:
                        step, nearest = best[j], j
            for j in range(m):
                if closed[j]:
                    pay[worker_of[j]] += step
                    price[j] -= step
                else:
                    best[j] -= step
            pay[new] += step
            job = nearest
        while job != m:
            worker_of[job] = worker_of[before[job]]
            job = before[job]
    plan = [-1] * n
    for j in range(m):
        if worker_of[j] >= 0:
            plan[worker_of[j]] = j
    total = sum(table[worker][job] for worker, job in enumerate(plan))
    return (total, plan) if total < _BARRED else (-1, [])
