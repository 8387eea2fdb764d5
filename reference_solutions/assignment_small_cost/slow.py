# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Add the workers one by one, each by the cheapest chain of changes, found by repeated relaxing.

O(n * n m * length of a chain).
"""

import numpy as np

_BARRED = 10**12
_ENDLESS = 10**18


def cheapest_plan(costs: np.ndarray) -> tuple[int, list[int]]:
    n, m = costs.shape
    table = [[_BARRED if cost < 0 else cost for cost in row] for row in costs.tolist()]
    job_of: list[int] = []
    for new in range(n):
        worker_of = {job: worker for worker, job in enumerate(job_of)}
        price = [_ENDLESS] * (new + 1)  # of making this worker free for another job
        price[new] = 0
        best = [_ENDLESS] * m
        before = [-1] * m
        grown = True
        while grown:
            grown = False
            for worker in range(new + 1):
                if price[worker] == _ENDLESS:
                    continue
                for job in range(m):
                    now = price[worker] + table[worker][job]
                    if now < best[job] and (worker == new or job_of[worker] != job):
                        best[job] = now
                        before[job] = worker
                        if job in worker_of:
                            other = worker_of[job]
                            price[other] = now - table[other][job]
                        grown = True
        job = min((j for j in range(m) if j not in worker_of), key=lambda j: best[j])
        job_of.append(-1)
        while job >= 0:
            worker = before[job]
            job_of[worker], job = job, job_of[worker]
    total = sum(table[worker][job] for worker, job in enumerate(job_of))
    return (total, job_of) if total < _BARRED else (-1, [])
