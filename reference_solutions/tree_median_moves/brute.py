# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""All distances by Floyd and Warshall. O(n^3)."""


def meeting_town(
    people: list[int], rent: list[int], roads: list[tuple[int, int, int]]
) -> tuple[int, list[int]]:
    towns = range(len(people))
    far = 1 << 60
    way = [[0 if a == b else far for b in towns] for a in towns]
    for a, b, length in roads:
        way[a][b] = way[b][a] = length
    for by in towns:
        for a in towns:
            for b in towns:
                way[a][b] = min(way[a][b], way[a][by] + way[by][b])
    costs = [sum(people[a] * way[a][t] for a in towns) for t in towns]
    return min((costs[t] + rent[t], t) for t in towns)[1], costs
