# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np

FORBIDDEN = 10**9  # more than any plan of allowed pairs can cost
INFINITY = np.iinfo(np.int64).max


def cheapest_plan(costs: np.ndarray) -> tuple[int, list[int]]:
    # Hungarian method: one shortest augmenting path for each worker.
    n, m = costs.shape
    cost = np.where(costs < 0, FORBIDDEN, costs).astype(np.int64)
    u = np.zeros(n, dtype=np.int64)
    v = np.zeros(m, dtype=np.int64)
    worker_of = np.full(m, -1, dtype=np.int64)
    job_of = [-1] * n

    for start in range(n):
        dist = np.full(m, INFINITY, dtype=np.int64)
        came_from = np.full(m, -1, dtype=np.int64)
        done = np.zeros(m, dtype=bool)
        worker = start
        reached = 0
        while True:
            candidate = cost[worker] - v + (reached - u[worker])
            better = ~done & (candidate < dist)
            dist[better] = candidate[better]
            came_from[better] = worker
            job = int(np.argmin(np.where(done, INFINITY, dist)))
            reached = dist[job]
            done[job] = True
            worker = worker_of[job]
            if worker < 0:
                break

        # Update the potentials.
        u[start] += reached
        matched = np.flatnonzero(done & (worker_of >= 0))
        slack = reached - dist[matched]
        u[worker_of[matched]] += slack
        v[matched] -= slack

        # Flip the path.
        while True:
            worker = int(came_from[job])
            worker_of[job] = worker
            job, job_of[worker] = job_of[worker], job
            if worker == start:
                break

    chosen = costs[np.arange(n), job_of]
    if (chosen < 0).any():
        return -1, []
    return int(chosen.sum()), job_of
