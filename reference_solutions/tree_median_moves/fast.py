# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Peel leaves off without adjacency lists, then push the root's cost back down. O(n).

Idea: keep for every town only the number of its roads and the sum of their indices, packed into one
integer. At a leaf the sum is the one road left, so the tree can be taken apart from the leaves up
to town 0. Crossing a road towards a subtree with s of the p people changes the cost by
(p - 2 s) * length.
"""

from operator import add

ONE = 1 << 40  # one road; the indices' sum stays below
TWO = 2 << 40


def meeting_town(
    people: list[int], rent: list[int], roads: list[tuple[int, int, int]]
) -> tuple[int, list[int]]:
    n = len(people)
    left = [0] * n  # roads left at a town: ONE for each, plus their indices
    for road, (a, b, _) in enumerate(roads, ONE):
        left[a] += road
        left[b] += road
    left[0] += TWO  # the root is never a leaf
    below = people[:]
    everybody = sum(people)
    root_cost = 0
    towns, parents, changes = [], [], []
    for town in range(1, n):
        road = left[town]
        while road < TWO:
            left[town] = TWO
            a, b, length = roads[road - ONE]
            parent = a + b - town
            crossing = below[town]
            below[parent] += crossing
            root_cost += crossing * length
            towns.append(town)
            parents.append(parent)
            changes.append((everybody - 2 * crossing) * length)
            left[parent] = road = left[parent] - road
            town = parent
    costs = [root_cost] * n
    steps = zip(reversed(towns), reversed(parents), reversed(changes), strict=True)
    for town, parent, change in steps:
        costs[town] = costs[parent] + change
    full = list(map(add, costs, rent))
    return full.index(min(full)), costs
