# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Phases of shortest routes: layers by breadth, then as many routes in them as fit, by depth.

A used lane is kept the other way round, so a lane's direction is all there is of a residual graph:
`head[i]` is the end that it leads to now. Every place tries each of its lanes once a phase.
O(lanes * sqrt(lanes)).
"""


def disjoint_routes(
    n: int, lanes: list[tuple[int, int]], start: int, goal: int
) -> tuple[int, list[list[int]]]:
    near: list[list[int]] = [[] for _ in range(n)]
    head = []
    both = []
    for i, (a, b) in enumerate(lanes):
        near[a].append(i)
        near[b].append(i)
        head.append(b)
        both.append(a ^ b)
    count = 0
    while True:
        level = layers(n, near, head, both, start, goal)
        if not level[goal]:
            break
        count += one_phase(near, head, both, level, start, goal)
    return count, routes(n, lanes, head, count, start, goal)


def layers(
    n: int, near: list[list[int]], head: list[int], both: list[int], start: int, goal: int
) -> list[int]:
    """1 for the start, one more with every lane; 0 for places out of reach."""
    level = [0] * n
    level[start] = 1
    queue = [start]
    for v in queue:
        for i in near[v]:
            w = head[i]
            if not level[w]:  # never v itself: a lane that leads to v stays
                level[w] = level[v] + 1
                queue.append(w)
    return level


def one_phase(
    near: list[list[int]],
    head: list[int],
    both: list[int],
    level: list[int],
    start: int,
    goal: int,
) -> int:
    """Turns the lanes of as many routes as are found; how many that are."""
    rest = [iter(own) for own in near]
    count = 0
    trail: list[int] = []
    v = start
    while True:
        if v == goal:
            for i in trail:
                head[i] ^= both[i]
            trail.clear()
            count += 1
            v = start
        deeper = level[v] + 1
        for i in rest[v]:
            if level[head[i]] == deeper:
                trail.append(i)
                v = head[i]
                break
        else:
            if not trail:
                return count
            v = head[trail[-1]] ^ both[trail.pop()]


def routes(
    n: int, lanes: list[tuple[int, int]], head: list[int], count: int, start: int, goal: int
) -> list[list[int]]:
    """The turned lanes, put together from the start on."""
    used: list[list[int]] = [[] for _ in range(n)]
    for i, (a, b) in enumerate(lanes):
        if head[i] != b:
            used[a].append(i)
    found = []
    for _ in range(count):
        route = []
        v = start
        while v != goal:
            i = used[v].pop()
            route.append(i)
            v = lanes[i][1]
        found.append(route)
    return found
