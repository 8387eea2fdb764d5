# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misreads the rule; fails on: drawings whose strokes share ends."""


def find_collision(strokes):
    for i, a in enumerate(strokes):
        for j in range(i):
            if touch(a, strokes[j]):
                return [j, i]
    return []


def touch(first, second):
    a, b, c, d = first[:2], first[2:], second[:2], second[2:]
    sides = side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
    if sides[0] == sides[1] == 0:
        return max(min(a, b), min(c, d)) <= min(max(a, b), max(c, d))
    return sides[0] * sides[1] <= 0 and sides[2] * sides[3] <= 0


def side(a, b, p):
    cross = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    return (cross > 0) - (cross < 0)
