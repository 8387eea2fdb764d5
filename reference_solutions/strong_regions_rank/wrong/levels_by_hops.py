# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (a plain breadth-first level instead of the longest chain); fails on: a short cut past a region."""

from collections import defaultdict, deque

CHAINS = "end"
COUNTED = "regions"
MODULUS = 998244353


def rank_regions(n: int, roads: list[tuple[int, int]]) -> tuple[int, int, int]:
    if CHAINS == "start":
        roads = [(b, a) for a, b in roads]
    ahead = defaultdict(list)
    back = defaultdict(list)
    for a, b in roads:
        ahead[a].append(b)
        back[b].append(a)
    region_of = regions_by_two_passes(n, ahead, back)
    count = max(region_of.values()) + 1
    weight = [0] * count
    for region in region_of.values():
        weight[region] += 1
    if COUNTED == "regions":
        weight = [1] * count
    following: dict[int, set[int]] = defaultdict(set)
    for a, b in roads:
        if region_of[a] != region_of[b]:
            following[region_of[a]].add(region_of[b])
    rank = longest_chains(weight, following)
    total = sum((town + 1) * rank[region] for town, region in region_of.items())
    return count, max(rank), total % MODULUS


def longest_chains(weight: list[int], following: dict[int, set[int]]) -> list[int]:
    waiting = [0] * len(weight)
    for others in following.values():
        for other in others:
            waiting[other] += 1
    rank = weight[:]
    queue = deque(region for region, left in enumerate(waiting) if left == 0)
    while queue:
        region = queue.popleft()
        for other in following[region]:
            if rank[other] == weight[other] and waiting[other]:
                rank[other] = rank[region] + weight[other]
                waiting[other] = 0
                queue.append(other)
    return rank


def regions_by_two_passes(
    n: int, ahead: dict[int, list[int]], back: dict[int, list[int]]
) -> dict[int, int]:
    order = []
    seen = set()
    for root in range(n):
        if root in seen:
            continue
        seen.add(root)
        stack = [(root, iter(ahead[root]))]
        while stack:
            town, rest = stack[-1]
            for other in rest:
                if other not in seen:
                    seen.add(other)
                    stack.append((other, iter(ahead[other])))
                    break
            else:
                order.append(town)
                stack.pop()
    region_of: dict[int, int] = {}
    count = 0
    for root in reversed(order):
        if root in region_of:
            continue
        region_of[root] = count
        pending = [root]
        while pending:
            for other in back[pending.pop()]:
                if other not in region_of:
                    region_of[other] = count
                    pending.append(other)
        count += 1
    return region_of
