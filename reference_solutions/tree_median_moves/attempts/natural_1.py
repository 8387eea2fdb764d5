# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def meeting_town(people: list[int], rent: list[int], roads: list[tuple[int, int, int]]) -> tuple[int, list[int]]:
    n = len(people)
    adj = [[] for _ in range(n)]
    for a, b, length in roads:
        adj[a].append((b, length))
        adj[b].append((a, length))

    parent = [-1] * n
    up = [0] * n
    order = [0]
    for u in order:
        for v, length in adj[u]:
            if v != parent[u]:
                parent[v] = u
                up[v] = length
                order.append(v)

    below = people[:]
    travel = [0] * n
    for u in reversed(order):
        p = parent[u]
        if p >= 0:
            below[p] += below[u]
            travel[0] += below[u] * up[u]
    total = below[0]
    for u in order:
        p = parent[u]
        if p >= 0:
            travel[u] = travel[p] + (total - 2 * below[u]) * up[u]

    best = min(range(n), key=lambda t: travel[t] + rent[t])
    return best, travel
