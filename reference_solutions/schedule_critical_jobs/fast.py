# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Settle the jobs in an order that keeps the rules, then go back the same order for the slack.

A job is settled when the last rule on it is; what is never settled waits for itself. The rules hang
as they are at the job they start from, so nothing is copied; in the order in which they were used
they make one flat list for the way back, which finds the longest time from each start to the end.
A job's slack is what the longest way through it lacks to the finish. No garbage is collected:
there are no cycles. O(jobs + rules).
"""

import gc
from operator import add, mul

RELATION = "finish"
MODULUS = 998244353


def plan_jobs(durations: list[int], rules: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    collecting = gc.isenabled()
    gc.disable()
    try:
        return planned(durations, rules)
    finally:
        if collecting:
            gc.enable()


def planned(durations: list[int], rules: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    n = len(durations)
    onward: list[list[tuple[int, int, int]]] = [[] for _ in range(n)]
    waiting = [0] * n
    for rule in rules:
        a, b, _ = rule
        onward[a].append(rule)
        waiting[b] += 1
    lengths = durations if RELATION == "finish" else [0] * n
    start = [0] * n
    order = [job for job, rules_left in enumerate(waiting) if not rules_left]
    settle = order.append
    used: list[tuple[int, int, int]] = []
    for job in order:
        own = onward[job]
        if own:
            used += own
            now = start[job] + lengths[job]
            for _, other, lag in own:
                lag += now
                if lag > start[other]:
                    start[other] = lag
                rules_left = waiting[other] - 1
                waiting[other] = rules_left
                if not rules_left:
                    settle(other)
    if len(order) < n:
        return -1, -1, -1
    left = durations[:]  # the days from a job's start until all that waits for it is done
    used.reverse()
    for job, other, lag in used:
        lag += left[other] + lengths[job]
        if lag > left[job]:
            left[job] = lag
    through = list(map(add, start, left))
    finish = max(through)
    total = finish * n * (n + 1) // 2 - sum(map(mul, through, range(1, n + 1)))
    return finish, through.count(finish), total % MODULUS
