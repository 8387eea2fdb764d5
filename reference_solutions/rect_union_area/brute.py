# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Cuts the surface into cells between all borders and asks for each whether a poster is on it."""

from itertools import pairwise


def covered_area(girth: int, posters: list[tuple[int, int, int, int]]) -> int:
    places = sorted({0, girth} | {p[0] for p in posters} | {p[1] for p in posters})
    heights = sorted({p[2] for p in posters} | {p[3] for p in posters})
    area = 0
    for x, x_end in pairwise(places):
        for y, y_end in pairwise(heights):
            if any(is_on(poster, x, y) for poster in posters):
                area += (x_end - x) * (y_end - y)
    return area


def is_on(poster: tuple[int, int, int, int], x: int, y: int) -> bool:
    left, right, low, high = poster
    if not low <= y < high or left == right:
        return False
    return left <= x < right if left < right else x >= left or x < right
