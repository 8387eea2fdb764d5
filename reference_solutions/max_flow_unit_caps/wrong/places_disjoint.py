# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misread rule (routes may not share a place); fails on: two routes that meet in a place."""


def disjoint_routes(n, lanes, start, goal):
    near = [[] for _ in range(n)]
    for i, (a, _) in enumerate(lanes):
        near[a].append(i)
    taken = set()
    gone = set()
    found = []
    while True:
        came = {start: -1}
        queue = [start]
        for v in queue:
            for i in near[v]:
                w = lanes[i][1]
                if w not in came and w not in taken and i not in gone:
                    came[w] = i
                    queue.append(w)
        if goal not in came:
            return len(found), found
        route = []
        v = goal
        while v != start:
            route.append(came[v])
            gone.add(came[v])
            v = lanes[came[v]][0]
            if v != start:
                taken.add(v)
        found.append(route[::-1])
