# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: adds areas; fails on: posters over each other."""


def covered_area(girth: int, posters: list[tuple[int, int, int, int]]) -> int:
    places = sorted({0, girth} | {place for poster in posters for place in poster[:2]})
    heights = sorted({height for poster in posters for height in poster[2:]})
    marked = []
    for left, right, low, high in posters:
        parts = [(left, right)] if left <= right else [(left, girth), (0, right)]
        for begin, end in parts:
            for column in range(places.index(begin), places.index(end)):
                for row in range(heights.index(low), heights.index(high)):
                    marked.append((column, row))
    area = 0
    for column, row in marked:
        area += (places[column + 1] - places[column]) * (heights[row + 1] - heights[row])
    return area
