# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Breadth-first with tuples and frozen sets of keys. O(squares * key sets), with heavy states."""

from collections import deque

BORDER = "ring"
STEPS = "king"


def fewest_moves(rows: list[str]) -> int:
    height, width = len(rows), len(rows[0])
    deltas = [(dr, dc) for dr in (-1, 0, 1) for dc in (-1, 0, 1)]
    if STEPS == "rook":
        deltas = [(-1, 0), (1, 0), (0, -1), (0, 1)]
    start = next((r, c) for r in range(height) for c in range(width) if rows[r][c] == "@")
    first = (start[0], start[1], frozenset())
    distance = {first: 0}
    queue: deque[tuple[int, int, frozenset[str]]] = deque([first])
    while queue:
        state = queue.popleft()
        r, c, held = state
        if rows[r][c] == "*":
            return distance[state]
        for dr, dc in deltas:
            y, x = r + dr, c + dc
            if BORDER == "ring":
                y, x = y % height, x % width
            elif not (0 <= y < height and 0 <= x < width):
                continue
            square = rows[y][x]
            if square == "#" or (square in "ABCDEFGH" and square.lower() not in held):
                continue
            keys = held | {square} if square in "abcdefgh" else held
            further = (y, x, keys)
            if further not in distance:
                distance[further] = distance[state] + 1
                queue.append(further)
    return -1
