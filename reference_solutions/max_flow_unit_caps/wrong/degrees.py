# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (the lanes at the two ends are the only bound); fails on: a narrow place in the middle."""


def disjoint_routes(n, lanes, start, goal):
    out = sum(a == start != b for a, b in lanes)
    into = sum(b == goal != a for a, b in lanes)
    near = [[] for _ in range(n)]
    for i, (a, _) in enumerate(lanes):
        near[a].append(i)
    found = []
    for _ in range(min(out, into)):
        came = {start: -1}
        queue = [start]
        for v in queue:
            for i in near[v]:
                if lanes[i][1] not in came:
                    came[lanes[i][1]] = i
                    queue.append(lanes[i][1])
        if goal not in came:
            break
        route = []
        v = goal
        while v != start:
            route.append(came[v])
            v = lanes[came[v]][0]
        found.append(route[::-1])
    return len(found), found
