# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""One breadth-first search for every further route. O(routes * lanes)."""

from collections import deque


def disjoint_routes(
    n: int, lanes: list[tuple[int, int]], start: int, goal: int
) -> tuple[int, list[list[int]]]:
    near: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for i, (a, b) in enumerate(lanes):
        near[a].append((i, b))
        near[b].append((i, a))
    used = [False] * len(lanes)
    count = 0
    while True:
        came = further_route(near, lanes, used, start, goal)
        if came is None:
            break
        v = goal
        while v != start:
            before, i = came[v]
            used[i] = not used[i]
            v = before
        count += 1
    onward: list[list[int]] = [[] for _ in range(n)]
    for i, (a, _) in enumerate(lanes):
        if used[i]:
            onward[a].append(i)
    found = []
    for _ in range(count):
        route: list[int] = []
        v = start
        while v != goal:
            route.append(onward[v].pop())
            v = lanes[route[-1]][1]
        found.append(route)
    return count, found


def further_route(
    near: list[list[tuple[int, int]]],
    lanes: list[tuple[int, int]],
    used: list[bool],
    start: int,
    goal: int,
) -> dict[int, tuple[int, int]] | None:
    came = {start: (start, -1)}
    queue = deque([start])
    while queue:
        v = queue.popleft()
        for i, w in near[v]:
            forward = lanes[i][0] == v
            if w not in came and forward != used[i]:
                came[w] = (v, i)
                if w == goal:
                    return came
                queue.append(w)
    return None
