# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import deque


def plan_jobs(durations: list[int], rules: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    n = len(durations)
    succ = [[] for _ in range(n)]
    indeg = [0] * n
    for a, b, lag in rules:
        succ[a].append((b, lag))
        indeg[b] += 1
    start = [0] * n
    queue = deque(i for i in range(n) if indeg[i] == 0)
    order = []
    while queue:
        u = queue.popleft()
        order.append(u)
        done = start[u] + durations[u]
        for v, lag in succ[u]:
            if done + lag > start[v]:
                start[v] = done + lag
            indeg[v] -= 1
            if indeg[v] == 0:
                queue.append(v)
    if len(order) < n:
        return (-1, -1, -1)
    finish = max(start[i] + durations[i] for i in range(n))
    latest = [0] * n
    critical = 0
    checksum = 0
    for u in reversed(order):
        end = finish
        for v, lag in succ[u]:
            if latest[v] - lag < end:
                end = latest[v] - lag
        latest[u] = end - durations[u]
        slack = latest[u] - start[u]
        if slack == 0:
            critical += 1
        checksum += (u + 1) * slack
    return (finish, critical, checksum % 998244353)
