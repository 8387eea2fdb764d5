# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Join the towns, best pipe first, as lists of members; a query is answered when its ends join.

The smaller list goes into the larger one, its towns get the new label, and all open queries of
these towns are looked at. O(pipes log pipes + (n + queries) log n).
"""

SENSE = 1
LONE = -1


def weakest_links(
    n: int, pipes: list[tuple[int, int, int]], queries: list[tuple[int, int]]
) -> list[int]:
    answers = [LONE] * len(queries)
    asked: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for number, (a, b) in enumerate(queries):
        if a != b:
            asked[a].append((b, number))
            asked[b].append((a, number))
    label = list(range(n))
    members = [[town] for town in range(n)]
    for a, b, strength in sorted(pipes, key=lambda pipe: SENSE * pipe[2]):
        small, large = label[a], label[b]
        if small == large:
            continue
        if len(members[small]) > len(members[large]):
            small, large = large, small
        for town in members[small]:
            still = []
            for other, number in asked[town]:
                if label[other] == large:
                    answers[number] = strength
                else:
                    still.append((other, number))
            asked[town] = still
        for town in members[small]:
            label[town] = large
        members[large] += members[small]
        members[small] = []
    return answers
