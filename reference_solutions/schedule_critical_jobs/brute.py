# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try every chain of rules: the longest way to a job, and the longest way from it. Exponential."""

RELATION = "finish"
MODULUS = 998244353


class Circle(Exception):
    pass


def plan_jobs(durations: list[int], rules: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    jobs = range(len(durations))

    def head(job: int, trail: tuple[int, ...]) -> int:
        """The earliest start."""
        if job in trail:
            raise Circle
        ways = [0]
        for a, b, lag in rules:
            if b == job:
                length = durations[a] if RELATION == "finish" else 0
                ways.append(head(a, (*trail, job)) + length + lag)
        return max(ways)

    def tail(job: int) -> int:
        """The least time from this job's start to the end of all that hangs on it."""
        ways = [durations[job]]
        for a, b, lag in rules:
            if a == job:
                length = durations[a] if RELATION == "finish" else 0
                ways.append(tail(b) + length + lag)
        return max(ways)

    try:
        heads = [head(job, ()) for job in jobs]
    except Circle:
        return -1, -1, -1
    finish = max(heads[job] + durations[job] for job in jobs)
    slacks = [finish - heads[job] - tail(job) for job in jobs]
    total = sum((job + 1) * slack for job, slack in enumerate(slacks))
    return finish, sum(slack == 0 for slack in slacks), total % MODULUS
