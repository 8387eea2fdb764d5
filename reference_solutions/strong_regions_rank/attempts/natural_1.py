# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def rank_regions(n: int, roads: list[tuple[int, int]]) -> tuple[int, int, int]:
    adj = [[] for _ in range(n)]
    for a, b in roads:
        adj[a].append(b)

    # Tarjan, without recursion; regions are numbered in reverse topological order
    index = [0] * n
    low = [0] * n
    comp = [-1] * n
    edge = [0] * n
    stack = []
    counter = 0
    regions = 0
    for root in range(n):
        if index[root]:
            continue
        counter += 1
        index[root] = low[root] = counter
        stack.append(root)
        call = [root]
        while call:
            v = call[-1]
            if edge[v] < len(adj[v]):
                w = adj[v][edge[v]]
                edge[v] += 1
                if not index[w]:
                    counter += 1
                    index[w] = low[w] = counter
                    stack.append(w)
                    call.append(w)
                elif comp[w] < 0 and index[w] < low[v]:
                    low[v] = index[w]
            else:
                call.pop()
                if call and low[v] < low[call[-1]]:
                    low[call[-1]] = low[v]
                if low[v] == index[v]:
                    while True:
                        w = stack.pop()
                        comp[w] = regions
                        if w == v:
                            break
                    regions += 1

    members = [[] for _ in range(regions)]
    for v in range(n):
        members[comp[v]].append(v)
    rank = [1] * regions
    for c in range(regions - 1, -1, -1):
        r = rank[c] + 1
        for v in members[c]:
            for w in adj[v]:
                d = comp[w]
                if d != c and rank[d] < r:
                    rank[d] = r
    checksum = sum((v + 1) * rank[comp[v]] for v in range(n)) % 998244353
    return (regions, max(rank), checksum)
