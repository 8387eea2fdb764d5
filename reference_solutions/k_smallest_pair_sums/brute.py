# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Take the extreme match out of the pool, k times."""

from itertools import product

PARITY = "different"
ORDER = "descending"


def first_match_sums(left: list[int], right: list[int], k: int) -> tuple[int, int]:
    wanted = {1} if PARITY == "different" else {0, 2}
    pool = {
        (i, j): left[i] + right[j]
        for i, j in product(range(len(left)), range(len(right)))
        if i % 2 + j % 2 in wanted
    }
    pick = min if ORDER == "ascending" else max
    taken = []
    for _ in range(k):
        match = pick(pool, key=pool.__getitem__)
        taken.append(pool.pop(match))
    return taken[-1], sum(total * (-1) ** rank for rank, total in enumerate(taken))
