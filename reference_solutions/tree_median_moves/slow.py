# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Walk the whole tree from every town. O(n^2) time, O(n) space."""


def meeting_town(
    people: list[int], rent: list[int], roads: list[tuple[int, int, int]]
) -> tuple[int, list[int]]:
    n = len(people)
    near: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for a, b, length in roads:
        near[a].append((b, length))
        near[b].append((a, length))
    costs = []
    for start in range(n):
        cost = 0
        seen = [(start, -1, 0)]
        for town, before, distance in seen:
            cost += people[town] * distance
            for other, length in near[town]:
                if other != before:
                    seen.append((other, town, distance + length))
        costs.append(cost)
    full = [cost + hall for cost, hall in zip(costs, rent, strict=True)]
    return full.index(min(full)), costs
