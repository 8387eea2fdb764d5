# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def disjoint_routes(n: int, lanes: list[tuple[int, int]], start: int, goal: int) -> tuple[int, list[list[int]]]:
    # Dinic; edge 2 * i is lane i, 2 * i + 1 its reverse.  Lanes into start, out of goal and
    # from a place to itself are never needed.
    size = 2 * len(lanes)
    to = [0] * size
    cap = bytearray(size)
    adj = [[] for _ in range(n)]
    e = 0
    for a, b in lanes:
        if a != b and b != start and a != goal:
            to[e] = b
            to[e + 1] = a
            cap[e] = 1
            adj[a].append(e)
            adj[b].append(e + 1)
        e += 2
    bound = min(len(adj[start]), len(adj[goal]))

    flow = 0
    while flow < bound:
        # distances to the goal in the residual graph
        dist = [-1] * n
        dist[goal] = 0
        frontier = [goal]
        d = 0
        while frontier and dist[start] < 0:
            d += 1
            nxt = []
            for v in frontier:
                for e in adj[v]:
                    u = to[e]
                    if dist[u] < 0 and cap[e ^ 1]:
                        dist[u] = d
                        nxt.append(u)
            frontier = nxt
        if dist[start] < 0:
            break
        its = list(map(iter, adj))
        path = []
        u = start
        while True:
            want = dist[u] - 1
            for e in its[u]:
                if cap[e] and dist[to[e]] == want:
                    path.append(e)
                    u = to[e]
                    break
            else:
                if not path:
                    break
                dist[u] = -5
                u = to[path.pop() ^ 1]
                continue
            if u == goal:
                for e in path:
                    cap[e] = 0
                    cap[e ^ 1] = 1
                flow += 1
                path = []
                u = start
                if flow == bound:
                    break

    if not flow:
        return (0, [])
    used = [[] for _ in range(n)]
    i = 0
    for a, b in lanes:
        if cap[2 * i + 1]:
            used[a].append(i)
        i += 1
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
