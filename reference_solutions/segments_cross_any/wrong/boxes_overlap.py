# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (two bounding boxes with a common point); fails on: strokes that pass each other closely."""


def find_collision(strokes: list[tuple[int, int, int, int]]) -> list[int]:
    order = sorted(range(len(strokes)), key=lambda i: min(strokes[i][0], strokes[i][2]))
    active: list[tuple[int, int, int, int]] = []
    for i in order:
        x1, y1, x2, y2 = strokes[i]
        left, right = min(x1, x2), max(x1, x2)
        bottom, top = min(y1, y2), max(y1, y2)
        active = [other for other in active if other[0] >= left]
        for _, low, high, j in active:
            if (
                low <= top
                and bottom <= high
                and set(map(tuple, (strokes[i][:2], strokes[i][2:]))).isdisjoint(
                    (strokes[j][:2], strokes[j][2:])
                )
            ):
                return [i, j]
        active.append((right, bottom, top, i))
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
