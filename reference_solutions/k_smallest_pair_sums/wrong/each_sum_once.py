# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: ignores ties, writes equal sums once; fails on: two matches with the same sum."""

PARITY = "different"
ORDER = "descending"


def first_match_sums(left, right, k):
    sums = set()
    for i, value in enumerate(left):
        for j, other in enumerate(right):
            if ((i + j) % 2 == 1) == (PARITY == "different"):
                sums.add(value + other)
    best = sorted(sums, reverse=ORDER == "descending")[:k]
    return best[-1], sum(best[::2]) - sum(best[1::2])
