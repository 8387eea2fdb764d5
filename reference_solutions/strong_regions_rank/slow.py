# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Ask of every town which towns it reaches, group the mutual ones, relax ranks until all is still.

O(towns * (towns + roads)).
"""

CHAINS = "end"
COUNTED = "regions"
MODULUS = 998244353


def rank_regions(n: int, roads: list[tuple[int, int]]) -> tuple[int, int, int]:
    ahead: list[list[int]] = [[] for _ in range(n)]
    for a, b in roads:
        ahead[a].append(b)
    reach = [reachable(town, ahead) for town in range(n)]
    region_of = [-1] * n
    sizes: list[int] = []
    for town in range(n):
        if region_of[town] < 0:
            mutual = [other for other in reach[town] if town in reach[other]]
            for other in mutual:
                region_of[other] = len(sizes)
            sizes.append(len(mutual))
    weight = sizes if COUNTED == "towns" else [1] * len(sizes)
    rank = weight[:]
    changed = True
    while changed:
        changed = False
        for a, b in roads:
            first, second = region_of[a], region_of[b]
            if CHAINS == "start":
                first, second = second, first
            if first != second and rank[first] + weight[second] > rank[second]:
                rank[second] = rank[first] + weight[second]
                changed = True
    total = sum((town + 1) * rank[region_of[town]] for town in range(n))
    return len(sizes), max(rank), total % MODULUS


def reachable(start: int, ahead: list[list[int]]) -> set[int]:
    found = {start}
    pending = [start]
    while pending:
        for other in ahead[pending.pop()]:
            if other not in found:
                found.add(other)
                pending.append(other)
    return found
