# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Rerooting over a dictionary of dictionaries with an explicit stack. O(n) time and space, with
hashing at every step.
"""


def meeting_town(
    people: list[int], rent: list[int], roads: list[tuple[int, int, int]]
) -> tuple[int, list[int]]:
    n = len(people)
    near: dict[int, dict[int, int]] = {town: {} for town in range(n)}
    for a, b, length in roads:
        near[a][b] = length
        near[b][a] = length
    parents = {0: -1}
    order = []
    stack = [0]
    while stack:
        town = stack.pop()
        order.append(town)
        for other in near[town]:
            if other not in parents:
                parents[other] = town
                stack.append(other)
    inside = {}
    down = {}
    for town in reversed(order):
        inside[town] = people[town]
        down[town] = 0
        for other, length in near[town].items():
            if other != parents[town]:
                inside[town] += inside[other]
                down[town] += down[other] + inside[other] * length
    costs = {0: down[0]}
    for town in order:
        for other, length in near[town].items():
            if other != parents[town]:
                costs[other] = costs[town] + (inside[0] - 2 * inside[other]) * length
    best = min(range(n), key=lambda town: costs[town] + rent[town])
    return best, [costs[town] for town in range(n)]
