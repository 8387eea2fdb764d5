# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Greedy search by the number of edits; the dict of furthest points is copied at each step."""


def shortest_edit(old: list[str], new: list[str]) -> tuple[list[int], list[int]]:
    old = [line.rstrip(" \t") for line in old]
    new = [line.rstrip(" \t") for line in new]
    n, m = len(old), len(new)
    furthest = {1: 0}
    trace = []
    for d in range(n + m + 1):
        trace.append(furthest.copy())
        for k in range(-d, d + 1, 2):
            if k == -d or (k != d and furthest[k - 1] < furthest[k + 1]):
                x = furthest[k + 1]
            else:
                x = furthest[k - 1] + 1
            while x < n and x - k < m and old[x] == new[x - k]:
                x += 1
            furthest[k] = x
            if x >= n and x - k >= m:
                return backtrack(trace, n, m)
    raise AssertionError("unreachable")


def backtrack(trace: list[dict[int, int]], n: int, m: int) -> tuple[list[int], list[int]]:
    removed, added = [], []
    k = n - m
    for d in range(len(trace) - 1, 0, -1):
        furthest = trace[d]
        if k == -d or (k != d and furthest[k - 1] < furthest[k + 1]):
            k += 1
            added.append(furthest[k] - k)
        else:
            k -= 1
            removed.append(furthest[k])
    return removed[::-1], added[::-1]
