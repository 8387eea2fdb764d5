# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try every choice of stops. O(2^n * n)."""

from itertools import combinations, pairwise


def best_climb(heights: list[int], prizes: list[int], step: int) -> tuple[int, list[int]]:
    best: tuple[int, list[int]] = (0, [])
    for length in range(1, len(heights) + 1):
        for route in combinations(range(len(heights)), length):
            if all(heights[b] - heights[a] >= step for a, b in pairwise(route)):
                worth = sum(prizes[i] for i in route)
                if worth > best[0]:
                    best = worth, list(route)
    return best
