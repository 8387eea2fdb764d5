# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (paths between the same huts count once); fails on: two parallel paths."""

from bisect import bisect
from operator import itemgetter, mul

SIDES = "product"
MODULUS = 998244353


def watch_paths(n: int, paths: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    number, order, up, starts = depth_first(n, paths)
    unit = len(paths)
    seen = set()
    leaving = [0] * (n + 1)  # the last entry is for what lies above the roots
    for weight, (a, b) in enumerate(paths, unit):
        if (min(a, b), max(a, b)) in seen:
            continue
        seen.add((min(a, b), max(a, b)))
        if number[a] < number[b]:
            leaving[b] += weight
            leaving[a] -= weight
        else:
            leaving[a] += weight
            leaving[b] -= weight
    below = [1] * (n + 1)
    lone = []
    for v in reversed(order):
        above = up[v]
        weight = leaving[v]
        leaving[above] += weight
        below[above] += below[v]
        if 0 < weight < 2 * unit:
            lone.append((weight - unit, v))
    if not lone:
        return 0, 0, -1, 0
    combine = {"product": mul, "smaller": min, "difference": lambda a, b: abs(a - b)}[SIDES]
    lone.sort()
    worths = []
    for i, v in lone:
        whole = below[order[starts[bisect(starts, number[v]) - 1]]]
        worths.append((i, combine(below[v], whole - below[v])))
    place, largest = max(worths, key=itemgetter(1))
    checksum = sum([(i + 1) * worth for i, worth in worths])
    return len(worths), largest, place, checksum % MODULUS


def depth_first(
    n: int, paths: list[tuple[int, int]]
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Numbers of the huts, the huts in this order, their parents, the numbers of the roots.

    A hut is numbered when it leaves the stack; its parent is the last hut that put it there.
    """
    near: list[list[int]] = [[] for _ in range(n)]
    for a, b in paths:
        near[a].append(b)
        near[b].append(a)
    number = [-1] * n
    order: list[int] = []
    up = [-1] * n
    starts = []
    for root in range(n):
        if number[root] >= 0:
            continue
        starts.append(len(order))
        stack = [root]
        while stack:
            v = stack.pop()
            if number[v] < 0:
                number[v] = len(order)
                order.append(v)
                for w in near[v]:
                    if number[w] < 0:
                        up[w] = v
                        stack.append(w)
    return number, order, up, starts
