# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Solves for the common point with fractions; strokes on one line are laid on that line."""

from fractions import Fraction
from itertools import combinations


def find_collision(strokes: list[tuple[int, int, int, int]]) -> list[int]:
    for i, j in combinations(range(len(strokes)), 2):
        if collide(strokes[i], strokes[j]):
            return [i, j]
    return []


def collide(first: tuple[int, int, int, int], second: tuple[int, int, int, int]) -> bool:
    ax, ay, bx, by = first
    cx, cy, dx, dy = second
    ux, uy, vx, vy = bx - ax, by - ay, dx - cx, dy - cy
    turn = ux * vy - uy * vx
    if turn:
        at = Fraction((cx - ax) * vy - (cy - ay) * vx, turn)  # along the first stroke
        at_second = Fraction((cx - ax) * uy - (cy - ay) * ux, turn)
        on_both = 0 <= at <= 1 and 0 <= at_second <= 1
        return on_both and not (at in (0, 1) and at_second in (0, 1))
    if (cx - ax) * uy != (cy - ay) * ux:
        return False
    length = ux * ux + uy * uy
    along = sorted(
        Fraction((px - ax) * ux + (py - ay) * uy, length) for px, py in ((cx, cy), (dx, dy))
    )
    return max(along[0], Fraction(0)) < min(along[1], Fraction(1))
