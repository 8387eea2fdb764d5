# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a factor; fails on: roads of other lengths than 1."""


def meeting_town(people, rent, roads):
    n = len(people)
    near = [[] for _ in range(n)]
    for a, b, _ in roads:
        near[a].append(b)
        near[b].append(a)
    costs = []
    for start in range(n):
        cost = 0
        seen = [(start, -1, 0)]
        for town, before, distance in seen:
            cost += people[town] * distance
            seen += [(other, town, distance + 1) for other in near[town] if other != before]
        costs.append(cost)
    full = [cost + hall for cost, hall in zip(costs, rent)]
    return full.index(min(full)), costs
