# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Compares all pairs of strokes."""


def find_collision(strokes: list[tuple[int, int, int, int]]) -> list[int]:
    for i in range(len(strokes)):
        for j in range(i):
            if collide(strokes[i], strokes[j]):
                return [j, i]
    return []


def side(ax: int, ay: int, bx: int, by: int, px: int, py: int) -> int:
    cross = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
    return (cross > 0) - (cross < 0)


def collide(first: tuple[int, int, int, int], second: tuple[int, int, int, int]) -> bool:
    a, b = first[:2], first[2:]
    c, d = second[:2], second[2:]
    of_c, of_d = side(*a, *b, *c), side(*a, *b, *d)
    if of_c == 0 and of_d == 0:
        return max(min(a, b), min(c, d)) < min(max(a, b), max(c, d))
    if of_c * of_d > 0 or side(*c, *d, *a) * side(*c, *d, *b) > 0:
        return False
    return a != c and a != d and b != c and b != d
