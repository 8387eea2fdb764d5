# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: scale only (recursion with the default limit); fails on: a long chain of rules."""

from functools import cache

RELATION = "finish"
MODULUS = 998244353


def plan_jobs(durations, rules):
    n = len(durations)
    onward = [[] for _ in range(n)]
    waiting = [0] * n
    before = [[] for _ in range(n)]
    for a, b, lag in rules:
        onward[a].append(b)
        waiting[b] += 1
        gap = lag + (durations[a] if RELATION == "finish" else 0)
        before[b].append((a, gap))
    order = [job for job in range(n) if not waiting[job]]
    for job in order:
        for other in onward[job]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    if len(order) < n:
        return -1, -1, -1

    @cache
    def start(job):
        return max((start(other) + gap for other, gap in before[job]), default=0)

    starts = [start(job) for job in range(n)]
    finish = max(s + d for s, d in zip(starts, durations))
    latest = [finish - duration for duration in durations]
    for job in reversed(order):
        for other, gap in before[job]:
            latest[other] = min(latest[other], latest[job] - gap)
    slacks = [late - s for late, s in zip(latest, starts)]
    return finish, slacks.count(0), sum((i + 1) * s for i, s in enumerate(slacks)) % MODULUS
