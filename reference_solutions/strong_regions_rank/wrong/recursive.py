# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: scale only (recursion with the default limit); fails on: a long trail of one-way roads."""

CHAINS = "end"
COUNTED = "regions"
MODULUS = 998244353


def rank_regions(n, roads):
    onward = [[] for _ in range(n)]
    for a, b in roads:
        if CHAINS == "end":
            a, b = b, a
        onward[a].append(b)
    low = [0] * n
    rank = [0] * n
    opened = []
    state = [0, 0, 0, 0]  # seen, regions, highest, total

    def visit(v):
        state[0] += 1
        number = lowest = low[v] = state[0]
        opened.append(v)
        for w in onward[v]:
            if not low[w]:
                visit(w)
            lowest = min(lowest, low[w])
        low[v] = lowest
        if lowest == number:
            region = [opened.pop()]
            while region[-1] != v:
                region.append(opened.pop())
            top = max([rank[w] for u in region for w in onward[u]], default=0)
            top += len(region) if COUNTED == "towns" else 1
            for u in region:
                low[u] = n + 1
                rank[u] = top
                state[3] += (u + 1) * top
            state[1] += 1
            state[2] = max(state[2], top)

    for root in range(n):
        if not low[root]:
            visit(root)
    return state[1], state[2], state[3] % MODULUS
