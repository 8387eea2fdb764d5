# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops an edit, a replacement is a deletion and an insertion; fails on: replaced letters."""


def edits_to_beginning(source, target, k):
    costs = list(range(len(target) + 1))
    for i, letter in enumerate(source, 1):
        before = costs
        costs = [i]
        for j, other in enumerate(target, 1):
            costs.append(before[j - 1] if letter == other else 1 + min(before[j], costs[j - 1]))
    least = min(costs)
    return (least, max(m for m, c in enumerate(costs) if c == least)) if least <= k else (-1, -1)
