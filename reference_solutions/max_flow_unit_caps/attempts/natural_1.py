# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def disjoint_routes(n: int, lanes: list[tuple[int, int]], start: int, goal: int) -> tuple[int, list[list[int]]]:
    # Dinic with unit capacities; edge 2 * i is lane i, edge 2 * i + 1 its reverse
    target = []
    cap = []
    adj = [[] for _ in range(n)]
    for i, (a, b) in enumerate(lanes):
        target.append(b)
        target.append(a)
        if a == b:
            cap.append(0)
            cap.append(0)
            continue
        cap.append(1)
        cap.append(0)
        adj[a].append(2 * i)
        adj[b].append(2 * i + 1)

    flow = 0
    while True:
        level = [-1] * n
        level[start] = 0
        queue = [start]
        for u in queue:
            if u == goal:
                break
            for e in adj[u]:
                if cap[e]:
                    v = target[e]
                    if level[v] < 0:
                        level[v] = level[u] + 1
                        queue.append(v)
        if level[goal] < 0:
            break
        pointer = [0] * n
        path = []
        u = start
        while True:
            if u == goal:
                for e in path:
                    cap[e] = 0
                    cap[e ^ 1] = 1
                flow += 1
                path = []
                u = start
                continue
            edges = adj[u]
            p = pointer[u]
            size = len(edges)
            next_level = level[u] + 1
            while p < size:
                e = edges[p]
                if cap[e] and level[target[e]] == next_level:
                    break
                p += 1
            if p < size:
                pointer[u] = p
                path.append(e)
                u = target[e]
            else:
                pointer[u] = p
                if not path:
                    break
                level[u] = -1
                e = path.pop()
                u = target[e ^ 1]
                pointer[u] += 1

    if flow == 0:
        return (0, [])
    used = [[] for _ in range(n)]
    for i, (a, b) in enumerate(lanes):
        if a != b and cap[2 * i] == 0:
            used[a].append(i)
    routes = []
    for _ in range(flow):
        route = []
        u = start
        while u != goal:
            i = used[u].pop()
            route.append(i)
            u = lanes[i][1]
        routes.append(route)
    return (flow, routes)
