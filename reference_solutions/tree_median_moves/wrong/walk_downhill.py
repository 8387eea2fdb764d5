# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: greedy (fast but wrong); fails on: rents that raise a barrier between town 0 and the best town."""


def meeting_town(people, rent, roads):
    n = len(people)
    near = [[] for _ in range(n)]
    for a, b, length in roads:
        near[a].append((b, length))
        near[b].append((a, length))
    parents, up, order = [-1] * n, [0] * n, [0]
    for town in order:
        for other, length in near[town]:
            if other != parents[town]:
                parents[other], up[other] = town, length
                order.append(other)
    below = people[:]
    costs = [0] * n
    for town in reversed(order[1:]):
        below[parents[town]] += below[town]
        costs[0] += below[town] * up[town]
    for town in order[1:]:
        costs[town] = costs[parents[town]] + (below[0] - 2 * below[town]) * up[town]
    town = 0
    while True:
        choices = [town] + [other for other, _ in near[town]]
        best = min(choices, key=lambda t: (costs[t] + rent[t], t))
        if best == town:
            return town, costs
        town = best
