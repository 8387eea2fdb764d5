# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Close the relation by Warshall's three loops and try every chain of regions. Exponential."""

CHAINS = "end"
COUNTED = "regions"
MODULUS = 998244353


def rank_regions(n: int, roads: list[tuple[int, int]]) -> tuple[int, int, int]:
    linked = [[a == b or (a, b) in roads for b in range(n)] for a in range(n)]
    for k in range(n):
        for a in range(n):
            for b in range(n):
                linked[a][b] = linked[a][b] or (linked[a][k] and linked[k][b])
    regions = {tuple(b for b in range(n) if linked[a][b] and linked[b][a]) for a in range(n)}

    def best(region: tuple[int, ...]) -> int:
        own = len(region) if COUNTED == "towns" else 1
        tails = [0]
        for other in regions - {region}:
            pair = (other[0], region[0]) if CHAINS == "end" else (region[0], other[0])
            if linked[pair[0]][pair[1]]:
                tails.append(best(other))
        return own + max(tails)

    ranks = {town: best(region) for region in regions for town in region}
    total = sum((town + 1) * rank for town, rank in ranks.items())
    return len(regions), max(ranks.values()), total % MODULUS
