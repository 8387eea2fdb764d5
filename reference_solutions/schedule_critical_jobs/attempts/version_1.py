# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Settle the jobs in an order that keeps the rules, then go back the same order for the slack.

A job is settled when the last rule on it is; what is never settled waits for itself. The rules hang
as they are at the job they start from, so nothing is copied. O(jobs + rules).
"""

RELATION = "finish"
MODULUS = 998244353


def plan_jobs(durations: list[int], rules: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    n = len(durations)
    onward: list[list[tuple[int, int, int]]] = [[] for _ in range(n)]
    waiting = [0] * n
    for rule in rules:
        onward[rule[0]].append(rule)
        waiting[rule[1]] += 1
    lengths = durations if RELATION == "finish" else [0] * n
    start = [0] * n
    order = [job for job in range(n) if not waiting[job]]
    for job in order:
        now = start[job] + lengths[job]
        for _, other, lag in onward[job]:
            if now + lag > start[other]:
                start[other] = now + lag
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    if len(order) < n:
        return -1, -1, -1
    finish = max(map(int.__add__, start, durations))
    latest = [finish - duration for duration in durations]
    for job in reversed(order):
        bound = latest[job] + lengths[job]
        for _, other, lag in onward[job]:
            if latest[other] - lag < bound:
                bound = latest[other] - lag
        latest[job] = bound - lengths[job]
    slacks = list(map(int.__sub__, latest, start))
    total = sum(map(int.__mul__, slacks, range(1, n + 1)))
    return finish, slacks.count(0), total % MODULUS
