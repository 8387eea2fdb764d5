# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Dijkstra's search for every query, with the worst pipe of a route in place of its length.

O(queries * pipes log pipes).
"""

from heapq import heappop, heappush

SENSE = 1
LONE = -1


def weakest_links(
    n: int, pipes: list[tuple[int, int, int]], queries: list[tuple[int, int]]
) -> list[int]:
    near: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for a, b, strength in pipes:
        near[a].append((b, SENSE * strength))
        near[b].append((a, SENSE * strength))
    return [one_query(near, a, b) for a, b in queries]


def one_query(near: list[list[tuple[int, int]]], start: int, goal: int) -> int:
    if start == goal:
        return LONE
    done = set()
    heap = [(-(10**18), start)]
    while heap:
        worst, town = heappop(heap)
        if town == goal:
            return SENSE * worst
        if town not in done:
            done.add(town)
            for other, strength in near[town]:
                if other not in done:
                    heappush(heap, (max(worst, strength), other))
    return LONE
