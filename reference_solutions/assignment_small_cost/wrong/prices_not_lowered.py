# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (prices stay as they were); fails on: a third worker who wants the same job."""

import numpy as np

_BARRED = 10**12
_ENDLESS = 1 << 60


def cheapest_plan(costs: np.ndarray) -> tuple[int, list[int]]:
    n, m = costs.shape
    table = np.where(costs < 0, _BARRED, costs.astype(np.int64))
    pay = table.min(axis=1).tolist()
    price = np.zeros(m, dtype=np.int64)
    job_of = [-1] * n
    worker_of = [-1] * m
    late = []
    for worker, job in enumerate(table.argmin(axis=1).tolist()):
        if worker_of[job] < 0:
            worker_of[job] = worker
            job_of[worker] = job
        else:
            late.append(worker)
    for worker in late:
        place(worker, table, pay, price, job_of, worker_of)
    total = int(table[np.arange(n), job_of].sum())
    return (total, job_of) if total < _BARRED else (-1, [])


def place(
    new: int,
    table: np.ndarray,
    pay: list[int],
    price: np.ndarray,
    job_of: list[int],
    worker_of: list[int],
) -> None:
    hidden = price.copy()
    way = table[new] - price - pay[new]
    before = np.full(len(way), new)
    closed = []
    while True:
        job = int(way.argmin())
        length = int(way[job])
        worker = worker_of[job]
        if worker < 0:
            break
        closed.append((job, worker, length))
        way[job] = _ENDLESS
        hidden[job] = -2 * _ENDLESS
        other = table[worker] - hidden
        other += length - pay[worker]
        before[other < way] = worker
        np.minimum(way, other, out=way)
    pay[new] += length
    for closed_job, worker, nearer in closed:
        pay[worker] += length - nearer
    while True:
        worker = int(before[job])
        worker_of[job] = worker
        job_of[worker], job = job, job_of[worker]
        if worker == new:
            break
