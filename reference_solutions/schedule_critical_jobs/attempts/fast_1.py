# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import gc
from operator import add, mul


def plan_jobs(durations: list[int], rules: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    was = gc.isenabled()
    gc.disable()
    try:
        n = len(durations)
        succ = [[] for _ in range(n)]
        indeg = [0] * n
        for rule in rules:
            a, b, _ = rule
            succ[a].append(rule)
            indeg[b] += 1
        start = [0] * n
        order = [i for i, d in enumerate(indeg) if not d]
        push = order.append
        for u in order:
            s = succ[u]
            if s:
                done = start[u] + durations[u]
                for _, v, lag in s:
                    lag += done
                    if lag > start[v]:
                        start[v] = lag
                    d = indeg[v] - 1
                    indeg[v] = d
                    if not d:
                        push(v)
        if len(order) < n:
            return (-1, -1, -1)
        tail = list(durations)
        order.reverse()
        for u in order:
            s = succ[u]
            if s:
                best = 0
                for _, v, lag in s:
                    lag += tail[v]
                    if lag > best:
                        best = lag
                tail[u] += best
        # every longest way through a job: earliest start plus the longest rest
        through = list(map(add, start, tail))
        finish = max(through)
        check = finish * (n * (n + 1) // 2) - sum(map(mul, range(1, n + 1), through))
        return (finish, through.count(finish), check % 998244353)
    finally:
        if was:
            gc.enable()
