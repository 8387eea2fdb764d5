# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sort the jobs with a heap of those that wait for none, then take earliest and latest starts.

O(rules + jobs log jobs).
"""

from heapq import heapify, heappop, heappush

RELATION = "finish"
MODULUS = 998244353


def plan_jobs(durations: list[int], rules: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    n = len(durations)
    before: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    after: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for first, second, lag in rules:
        gap = lag + (durations[first] if RELATION == "finish" else 0)
        before[second].append((first, gap))
        after[first].append((second, gap))
    order = in_order(before, after)
    if len(order) < n:
        return -1, -1, -1
    earliest = [0] * n
    for job in order:
        earliest[job] = max((earliest[other] + gap for other, gap in before[job]), default=0)
    finish = max(earliest[job] + durations[job] for job in range(n))
    latest = [finish - durations[job] for job in range(n)]
    for job in reversed(order):
        for other, gap in after[job]:
            latest[job] = min(latest[job], latest[other] - gap)
    critical = 0
    total = 0
    for job in range(n):
        slack = latest[job] - earliest[job]
        critical += slack == 0
        total += (job + 1) * slack
    return finish, critical, total % MODULUS


def in_order(before: list[list[tuple[int, int]]], after: list[list[tuple[int, int]]]) -> list[int]:
    waiting = [len(rules) for rules in before]
    ready = [job for job, count in enumerate(waiting) if count == 0]
    heapify(ready)
    order = []
    while ready:
        job = heappop(ready)
        order.append(job)
        for other, _ in after[job]:
            waiting[other] -= 1
            if waiting[other] == 0:
                heappush(ready, other)
    return order
