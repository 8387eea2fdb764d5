# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Phases of shortest routes in a graph of places alone; lanes come in at the end.

All that counts of a lane is how many of its kind still lead from one place to the other, so the
residual graph is a list of neighbours for each place. A search by breadth notes for each place from
where it was reached; then routes are picked up backwards, from the goal, where few ways are dead
ends. A turned lane moves to the other list. There can't be more routes than lanes from the start
or lanes to the goal, which often spares the last search. O(lanes * sqrt(lanes)).
"""

from operator import itemgetter


def disjoint_routes(
    n: int, lanes: list[tuple[int, int]], start: int, goal: int
) -> tuple[int, list[list[int]]]:
    onward: list[list[int]] = [[] for _ in range(n)]
    for a, b in lanes:
        onward[a].append(b)
    most = min(len(onward[start]), list(map(itemgetter(1), lanes)).count(goal))
    flow: dict[tuple[int, int], int] = {}
    count = 0
    while count < most:
        origins = layers(n, onward, start, goal)
        if not origins[goal]:
            break
        count += one_phase(onward, origins, flow, start, goal)
    return count, routes(n, lanes, flow, count, start, goal)


def layers(n: int, onward: list[list[int]], start: int, goal: int) -> list[list[int]]:
    """For each place, the places one layer before it from which a lane leads to it."""
    level = [0] * n
    origins: list[list[int]] = [[]] * n  # only the goal's is read without having been reached
    level[start] = 1
    queue = [start]
    for v in queue:
        deeper = level[v] + 1
        if level[goal] and deeper > level[goal]:
            break
        for w in onward[v]:
            if not level[w]:
                level[w] = deeper
                origins[w] = [v]
                queue.append(w)
            elif level[w] == deeper:
                origins[w].append(v)
    return origins


def one_phase(
    onward: list[list[int]],
    origins: list[list[int]],
    flow: dict[tuple[int, int], int],
    start: int,
    goal: int,
) -> int:
    """Turns the lanes of as many routes as are found; how many that are."""
    count = 0
    trail = [goal]
    while trail:
        w = trail[-1]
        if w == start:
            count += 1
            v = trail.pop()
            while trail:
                w = trail.pop()
                onward[v].remove(w)
                onward[w].append(v)
                if flow.get((w, v)):
                    flow[w, v] -= 1
                else:
                    flow[v, w] = flow.get((v, w), 0) + 1
                v = w
            trail.append(goal)
        elif origins[w]:
            trail.append(origins[w].pop())
        else:
            trail.pop()
    return count


def routes(
    n: int,
    lanes: list[tuple[int, int]],
    flow: dict[tuple[int, int], int],
    count: int,
    start: int,
    goal: int,
) -> list[list[int]]:
    """Lanes for the flow, put together from the start on."""
    used: dict[int, list[int]] = {}
    for i, lane in enumerate(lanes):
        if flow.get(lane):
            flow[lane] -= 1
            used.setdefault(lane[0], []).append(i)
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
