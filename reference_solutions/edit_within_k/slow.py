# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The full table of edit distances, row by row. O(n m)."""


def edits_to_beginning(source: str, target: str, k: int) -> tuple[int, int]:
    costs = list(range(len(target) + 1))
    for i, letter in enumerate(source, 1):
        before = costs
        costs = [i]
        for j, other in enumerate(target, 1):
            if letter == other:
                costs.append(before[j - 1])
            else:
                costs.append(1 + min(before[j - 1], before[j], costs[j - 1]))
    least = min(costs)
    if least > k:
        return -1, -1
    return least, max(m for m, cost in enumerate(costs) if cost == least)
