# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Measure the way from every tower to every higher one. O(n^2)."""


def nearest_higher(heights: list[int]) -> list[int]:
    n = len(heights)
    return [
        min(
            (min((i - j) % n, (j - i) % n) for j in range(n) if heights[j] > heights[i]), default=-1
        )
        for i in range(n)
    ]
