# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (compares each stroke with the forty next ones from the left); fails on: a long stroke that others lie over."""


def find_collision(strokes):
    order = sorted(range(len(strokes)), key=lambda i: min(strokes[i][0], strokes[i][2]))
    for place, i in enumerate(order):
        for j in order[max(0, place - 40) : place]:
            if collide(strokes[i], strokes[j]):
                return [j, i]
    return []


def side(ax, ay, bx, by, px, py):
    cross = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
    return (cross > 0) - (cross < 0)


def collide(first, second):
    a, b, c, d = first[:2], first[2:], second[:2], second[2:]
    of_c, of_d = side(*a, *b, *c), side(*a, *b, *d)
    if of_c == 0 and of_d == 0:
        return max(min(a, b), min(c, d)) < min(max(a, b), max(c, d))
    if of_c * of_d > 0 or side(*c, *d, *a) * side(*c, *d, *b) > 0:
        return False
    return a != c and a != d and b != c and b != d
