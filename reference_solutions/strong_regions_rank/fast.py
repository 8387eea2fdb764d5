# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""One depth-first sweep that closes regions and ranks them at once, with its own stack.

The sweep goes against the chains, so a region is closed only after all regions that may stand
beside it in a chain; its rank is then known from theirs. One mark a town says all: 0, not seen;
positive, open (the number it got); negative, closed (minus the rank). Towns without a road onward
are closed on sight. No garbage is collected: lists of numbers have no cycles. O(towns + roads).
"""

import gc
from operator import mul

CHAINS = "end"
COUNTED = "regions"
MODULUS = 998244353


def rank_regions(n: int, roads: list[tuple[int, int]]) -> tuple[int, int, int]:
    collecting = gc.isenabled()
    gc.disable()
    try:
        mark = [0] * n
        regions = close_all(neighbours(n, roads), mark)
    finally:
        if collecting:
            gc.enable()
    checksum = -sum(map(mul, mark, range(1, n + 1)))
    return regions, -min(mark), checksum % MODULUS


def neighbours(n: int, roads: list[tuple[int, int]]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(n)]
    if CHAINS == "end":
        for a, b in roads:
            found[b].append(a)
    else:
        for a, b in roads:
            found[a].append(b)
    return found


def close_all(onward: list[list[int]], mark: list[int]) -> int:  # noqa: C901 - calls cost
    """Gives every town minus the rank of its region; how many regions there are."""
    opened: list[int] = []
    trail: list[tuple] = []
    regions = seen = 0
    for v, near in enumerate(onward):
        if mark[v]:
            continue
        seen += 1
        mark[v] = number = lowest = seen
        best = 0
        rest = iter(near)
        opened.append(v)
        while True:
            for w in rest:
                reach = mark[w]
                if reach < 0:
                    if reach < best:
                        best = reach
                elif reach:
                    if reach < lowest:
                        lowest = reach
                elif onward[w]:
                    trail.append((v, rest, number, lowest, best))
                    v, rest = w, iter(onward[w])
                    seen += 1
                    mark[v] = number = lowest = seen
                    best = 0
                    opened.append(v)
                    break
                else:
                    mark[w] = -1
                    regions += 1
                    if not best:
                        best = -1
            else:
                reach, top = lowest, best
                if lowest == number:
                    regions += 1
                    top -= size_of(opened, v) if COUNTED == "towns" else 1
                    w = opened.pop()
                    while w != v:
                        mark[w] = top
                        w = opened.pop()
                    mark[v] = top
                if not trail:
                    break
                v, rest, number, lowest, best = trail.pop()
                if reach < lowest:
                    lowest = reach
                if top < best:
                    best = top
    return regions


def size_of(opened: list[int], first: int) -> int:
    """How many towns were opened since the town `first`, with this one."""
    size = 1
    while opened[-size] != first:
        size += 1
    return size
