# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""For every further route, search breadth-first and go through all lanes at every place.

O(routes * places * lanes).
"""


def disjoint_routes(
    n: int, lanes: list[tuple[int, int]], start: int, goal: int
) -> tuple[int, list[list[int]]]:
    used: set[int] = set()
    count = 0
    while True:
        came: dict[int, int] = {start: -1}
        queue = [start]
        for v in queue:
            for i, (a, b) in enumerate(lanes):
                if i in used:
                    a, b = b, a
                if a == v and b not in came:
                    came[b] = i
                    queue.append(b)
        if goal not in came:
            break
        v = goal
        while v != start:
            i = came[v]
            a, b = lanes[i]
            v = b if i in used else a
            used ^= {i}
        count += 1
    found = []
    for _ in range(count):
        route: list[int] = []
        v = start
        while v != goal:
            i = min(i for i in used if lanes[i][0] == v)
            used.remove(i)
            route.append(i)
            v = lanes[i][1]
        found.append(route)
    return count, found
