# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Go through all rules again and again until nothing changes. O(jobs * rules)."""

RELATION = "finish"
MODULUS = 998244353


def plan_jobs(durations: list[int], rules: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    n = len(durations)
    if in_a_circle(n, rules):
        return -1, -1, -1
    gaps = [lag + (durations[a] if RELATION == "finish" else 0) for a, _, lag in rules]
    earliest = [0] * n
    changed = True
    while changed:
        changed = False
        for (a, b, _), gap in zip(rules, gaps, strict=True):
            if earliest[a] + gap > earliest[b]:
                earliest[b] = earliest[a] + gap
                changed = True
    finish = max(earliest[job] + durations[job] for job in range(n))
    latest = [finish - durations[job] for job in range(n)]
    changed = True
    while changed:
        changed = False
        for (a, b, _), gap in zip(rules, gaps, strict=True):
            if latest[b] - gap < latest[a]:
                latest[a] = latest[b] - gap
                changed = True
    slacks = [latest[job] - earliest[job] for job in range(n)]
    total = sum((job + 1) * slack for job, slack in enumerate(slacks))
    return finish, slacks.count(0), total % MODULUS


def in_a_circle(n: int, rules: list[tuple[int, int, int]]) -> bool:
    """Take away the jobs that wait for none; is something left?"""
    left = set(range(n))
    while left:
        blocked = {b for a, b, _ in rules if a in left}
        free = left - blocked
        if not free:
            return True
        left -= free
    return False
