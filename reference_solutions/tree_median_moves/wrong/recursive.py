# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: recursion depth, wrong at scale only; fails on: paths and caterpillars of more than about a thousand towns."""


def meeting_town(people, rent, roads):
    n = len(people)
    near = [[] for _ in range(n)]
    for a, b, length in roads:
        near[a].append((b, length))
        near[b].append((a, length))
    below = people[:]
    costs = [0] * n

    def collect(town, before):
        for other, length in near[town]:
            if other != before:
                collect(other, town)
                below[town] += below[other]
                costs[0] += below[other] * length

    def spread(town, before):
        for other, length in near[town]:
            if other != before:
                costs[other] = costs[town] + (below[0] - 2 * below[other]) * length
                spread(other, town)

    collect(0, -1)
    spread(0, -1)
    full = [cost + hall for cost, hall in zip(costs, rent)]
    return full.index(min(full)), costs
