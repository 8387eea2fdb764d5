# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Make every sum, sort them all. O(n m log(n m)), and as much memory."""

PARITY = "different"
ORDER = "descending"


def first_match_sums(left: list[int], right: list[int], k: int) -> tuple[int, int]:
    sums = []
    for i, value in enumerate(left):
        for j, other in enumerate(right):
            if ((i + j) % 2 == 1) == (PARITY == "different"):
                sums.append(value + other)
    sums.sort(reverse=ORDER == "descending")
    best = sums[:k]
    alternating = 0
    for rank, total in enumerate(best):
        alternating += total if rank % 2 == 0 else -total
    return best[-1], alternating
