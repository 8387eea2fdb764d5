"""$wording the floor of a castle as a list of strings `rows`, all of the same length, one character
for each square:

- `#` is a wall, `.` is free;
- `@` is where you start, `*` is where you want to go: there is one of each, and both are free;
- `a` to `h` are free squares where a key of this kind lies;
- `A` to `H` are doors. You may step on a door only if you have the key of its kind, `a` for `A` and
  so on. A key opens all doors of its kind, as often as you like, and is never used up.

There may be several keys and several doors of a kind, doors without a key and keys without a door.
You get a key by stepping on its square; the key may be taken once, but you may come back to the
square. You may have any number of keys at the same time.

$steps. $border.

Return the least number of moves from `@` to `*`, or -1 if there is no way.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_SIDE = 150
KINDS = "#.@*abcdefghABCDEFGH"

TASK = Task(
    statement=__doc__,
    signature="def fewest_moves(rows: list[str]) -> int",
    examples=[
        ((["@#a.", ".##.", "..A*", "####"],), 2),
        ((["######", "#@.#*#", "#a#A##", "######"],), 4),
        ((["###", "@#*", "###"],), 1),
        ((["#####", "#@B*#", "#####"],), -1),
    ],
    limits=[
        f"1 <= len(rows) <= {MAX_SIDE}",
        f"1 <= len(rows[i]) <= {MAX_SIDE}",
    ],
    ties="",
    parameters={
        "border": {
            "ring": "Whoever leaves the board on one side comes in on the opposite side, in the "
            "same line; a step across a corner may leave it on two sides at once",
            "wall": "Nobody can leave the board",
        },
        "steps": {
            "king": "A move goes to one of the eight squares around, also across a corner, "
            "whatever stands beside it",
            "rook": "A move goes to one of the four squares that share a side with yours",
        },
        "wording": {"given": "Given is", "see": "You see"},
    },
    split="dev",
    sizes={"S": (64, 150), "M": (900, 16), "L": (6_400, 6)},
    shapes=("cave", "halls", "lost", "vault"),
    check=checks.equal,
    complexity={"slow": "n", "medium": "n", "fast": "n"},
    category="graph",
    family="shortest way with keys",
    tags=("grid", "breadth-first search", "bit sets"),
)


@TASK.correctness
def small_castles(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield (["@*"],)
    yield (["@", "*"],)
    yield (["*#@"],)
    yield (["@", "#", "#", "*"],)
    yield (["@.#.*", ".....", "#####"],)
    yield (["####", "#@.#", "#.*#", "####"],)
    yield (["########", "#a@bABC*", "########", "########"],)
    yield (["#########", "#a..@..b#", "####.####", "####A####", "####B####", "####*####"],)
    yield (["#######", "#a.@.a#", "###.###", "###A*##", "#######"],)
    yield (["###@", "####", "*###", "####", "####"],)
    yield (["#...", "*###", "####", "###@", "####"],)
    yield (["@" + "." * (MAX_SIDE - 2) + "*"],)
    yield (list("@" + "." * (MAX_SIDE - 2) + "*"),)
    corridors = ["@abcdefghABCDEFGH*", "@a.aA*", "a@A*#a", "a@b#cABC*", "a.@..bA*B"]
    corridors += [f"{key}@{key.upper()}*" for key in "abcdefgh"]
    for corridor in corridors:
        outer = "#" * (len(corridor) + 2)
        yield ([outer, f"#{corridor}#", outer],)
    for _ in range(50):  # tiny and dense
        yield any_castle(rng.randint(1, 6), rng.randint(2, 7), rng)
    for shape in TASK.shapes:
        for n in (40, 150):
            yield large_castle(n, shape, rng)


def any_castle(height: int, width: int, rng: random.Random) -> tuple[list[str]]:
    pool = "####......" + "aAbBcC"[: 2 * rng.randint(0, 3)] * rng.randint(1, 2)
    squares = [rng.choice(pool) for _ in range(height * width)]
    start, goal = rng.sample(range(height * width), 2)
    squares[start], squares[goal] = "@", "*"
    return (["".join(squares[r * width : (r + 1) * width]) for r in range(height)],)


@TASK.stress
def large_castle(n: int, shape: str, rng: random.Random) -> tuple[list[str]]:
    """About `n` squares in a square; the way is long, or there is none and all must be seen."""
    side = max(5, math.isqrt(n))
    share = {"cave": 0.22, "halls": 0.05, "lost": 0.2, "vault": 0.15}[shape]
    board = [["#" if rng.random() < share else "." for _ in range(side)] for _ in range(side)]
    build_halls(board, rng.choice((9, 10, 11)))
    for key in "abc":
        put(board, key, side, rng)
        put(board, key.upper(), side, rng)
        put(board, key.upper(), side, rng)
    put(board, "@", max(3, side // 5), rng)
    board.reverse()
    row, column = put(board, "*", max(3, side // 5), rng)
    board.reverse()
    row = side - 1 - row
    around = [(dr, dc) for dr in (-1, 0, 1) for dc in (-1, 0, 1) if dr or dc]
    around = [((row + dr) % side, (column + dc) % side) for dr, dc in around]
    if shape in ("lost", "vault"):  # all around the goal: walls, and two doors or none
        doors = rng.sample(around, 2) if shape == "vault" else []
        for y, x in around:
            if board[y][x] != "@":
                board[y][x] = rng.choice("ABC") if (y, x) in doors else "#"
    return (["".join(line) for line in board],)


def build_halls(board: list[list[str]], height: int) -> None:
    """Walls from side to side, each with a gap at one end; two outer walls, so no short cut."""
    side = len(board)
    for row in board:
        row[0] = "#"
    for r in range(0, side, height):
        end = 1 if r // height % 2 else side - 1
        board[r] = ["#"] * side
        for k in (-2, -1, 0, 1, 2):
            if (r or k) and 0 < r + k < side:
                board[r + k][end] = "."


def put(board: list[list[str]], what: str, rows: int, rng: random.Random) -> tuple[int, int]:
    """On a free square of the first `rows` rows, or now and then in place of a wall."""
    while True:
        row, column = rng.randrange(rows), rng.randrange(len(board[0]))
        if board[row][column] == "." or (board[row][column] == "#" and rng.random() < 0.01):
            board[row][column] = what
            return row, column


@TASK.small
def tiny_castle(rng: random.Random, shape: str) -> tuple[list[str]]:
    if rng.random() < 0.1:
        return large_castle(25, shape, rng)
    return any_castle(rng.randint(1, 4), rng.randint(2, 4), rng)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (rows,) = arguments
    assert type(rows) is list and 1 <= len(rows) <= MAX_SIDE
    assert all(type(row) is str and 1 <= len(row) <= MAX_SIDE for row in rows)
    assert len({len(row) for row in rows}) == 1
    text = "".join(rows)
    assert text.count("@") == 1 and text.count("*") == 1
    assert set(text) <= set(KINDS)
