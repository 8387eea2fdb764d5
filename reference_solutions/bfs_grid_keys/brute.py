# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Moves from every square with every set of keys, lowered sweep by sweep until all is still."""

from itertools import product

BORDER = "ring"
STEPS = "king"


def fewest_moves(rows: list[str]) -> int:
    height, width = len(rows), len(rows[0])
    squares = list(product(range(height), range(width)))
    owned = sorted({rows[r][c] for r, c in squares if rows[r][c] in "abcdefgh"})
    sets = ["".join(kept) for kept in product(*(("", key) for key in owned))]
    never = 10**9
    left = {(r, c, held): 0 if rows[r][c] == "*" else never for r, c in squares for held in sets}

    def after(r: int, c: int, held: str) -> int:
        square = rows[r][c]
        if square == "#" or ("A" <= square <= "H" and square.lower() not in held):
            return never
        if square in owned and square not in held:
            held = "".join(sorted(held + square))
        return left[r, c, held]

    changed = True
    while changed:
        changed = False
        for r, c, held in left:
            for y, x in squares:
                down, right = abs(y - r), abs(x - c)
                if BORDER == "ring":
                    down, right = min(down, height - down), min(right, width - right)
                reach = max(down, right) if STEPS == "king" else down + right
                if reach == 1 and after(y, x, held) + 1 < left[r, c, held]:
                    left[r, c, held] = after(y, x, held) + 1
                    changed = True
    start = next((r, c) for r, c in squares if rows[r][c] == "@")
    found = left[start[0], start[1], ""]
    return found if found < never else -1
