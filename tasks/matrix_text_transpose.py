"""Write a program that turns a table of text on its side. $wording on standard input, in ASCII.

Each line is a row of the table and ends with `\\n`, the last one too. A row consists of one or more
cells; between neighbouring cells of a row stands one $separator. A cell may be empty, so an empty
line is a row with one empty cell, and two separators side by side have an empty cell between them.
Cells hold any ASCII characters except the separator, `\\n` and `\\r`; spaces and control characters
belong to the cell as they stand, and nothing is quoted.

Rows may differ in their number of cells. Let `columns` be the largest number of cells of a row. A
row with fewer cells is filled up at its end with cells that $fill, until it has `columns` cells.
Cells that are there but empty stay empty.

Write `columns` lines, each ended by `\\n`: the first one has the first cells of all rows, the
second one the second cells, and so on, with one $separator between neighbours and none at the end.
Within a line the cells stand in the order of the rows of the input, $order. Nothing else is
written.
"""
# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from effbench.authoring import Task

MAX_LENGTH = 8_000_000
MAX_ROWS = 300_000
MAX_CELLS = 2_000_000

TASK = Task(
    statement=__doc__,
    signature="",
    examples=[
        (("a,b,c\nd\n\ne,,f\n",), "a,d,,e\nb,-,-,\nc,-,-,f\n"),
        (("one\n",), "one\n"),
    ],
    limits=[
        f"1 <= len(stdin) <= {MAX_LENGTH:_}, in characters",
        f"there are 1 to {MAX_ROWS:_} rows",
        f"the number of rows times `columns` is at most {MAX_CELLS:_}",
    ],
    ties="Within a line the cells stand in the order of the rows of the input, $order.",
    style="program",
    parameters={
        "separator": {",": "comma", ";": "semicolon", "|": "vertical bar `|`", "\t": "tab"},
        "fill": {"-": "hold one hyphen `-`", "": "are empty", "NA": "hold the two letters `NA`"},
        "order": {"down": "the first row first", "up": "the last row first"},
        "wording": {"stands": "The table stands", "get": "Your program gets the table"},
    },
    sizes={"S": (150, 320), "M": (10_000, 16), "L": (300_000, 1)},
    shapes=("square", "tall", "wide", "ragged", "empty cells"),
    complexity={"slow": "n^1.5", "medium": "n", "fast": "n"},
    exponents={"slow": 1.25},
    category="io",
    family="text tables",
    tags=("program", "text", "constants"),
)
ODD = (" ", "\x0b", "\x0c", "\x1c", "\x1e", "\t", ";", "|", ",", '"', "\\", "'", "-", "NA", "\x00")


def written(rows: Sequence[Sequence[str]]) -> tuple[str]:
    """The text of a table. A separator within a cell becomes a dot."""
    separator = TASK.chosen["separator"]
    return (
        "".join(
            separator.join(cell.replace(separator, ".") for cell in row) + "\n" for row in rows
        ),
    )


@TASK.correctness
def small_tables(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    yield ("\n",)
    yield ("\n\n\n",)
    yield written([["", ""]])
    yield written([["", "", ""], [""], ["", ""]])
    yield written([["a"], ["b"], ["c"]])
    yield written([["a", "b", "c"]])
    yield written([["a"], ["b", "c"], [""], ["d", "", ""]])
    yield written([ODD, ODD[::-1], ["-", "NA", "", " "], ['"a', 'b"']])
    yield written([[" a ", "  "], ["\x1ca\x0b", "\x0c"], ["\x00"]])
    for _ in range(45):  # tiny and dense
        yield tiny_table(rng, "any")
    for shape in TASK.shapes:
        for n in (40, 900):
            yield large_table(n, shape, rng)
    yield written([["x"] for _ in range(3_000)])
    yield written([[str(i % 10) for i in range(1_500)], ["y"]])
    yield written([["z"] * (i % 90) + ["end"] for i in range(180)])


@TASK.stress
def large_table(n: int, shape: str, rng: random.Random) -> tuple[str]:
    """`n` cells, those that are filled in among them, of some five characters."""
    rows = {"tall": n // 8, "wide": 24}.get(shape, int(n**0.5))
    rows = max(1, rows)
    columns = max(1, n // rows)
    cells = [str(rng.getrandbits(16)) for _ in range(2_000)]
    if shape == "empty cells":
        cells[::2] = [""] * 1_000
    table = []
    for _ in range(rows):
        start = int(1_000 * rng.random())
        width = rng.randint(1, columns) if shape == "ragged" else columns
        part = cells[start : start + min(width, 1_000)]
        table.append((part * (width // len(part) + 1))[:width])
    if shape == "ragged":
        table[rng.randrange(rows)] = cells[:1] * columns
    return ("\n".join(map(TASK.chosen["separator"].join, table)) + "\n",)


@TASK.small
def tiny_table(rng: random.Random, shape: str) -> tuple[str]:
    rows = {"tall": 9, "wide": 2}.get(shape, rng.randint(1, 5))
    columns = {"tall": 2, "wide": 9}.get(shape, rng.randint(1, 5))
    cells = ["", "", "a"] if shape == "empty cells" else ["", "a", "b", "xyz", *ODD]
    return written(
        [
            rng.choices(cells, k=rng.randint(1, columns) if rng.random() < 0.6 else columns)
            for _ in range(rows)
        ]
    )


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    (text,) = arguments
    assert type(text) is str and text.isascii() and 1 <= len(text) <= MAX_LENGTH
    assert text.endswith("\n") and "\r" not in text
    lines = text[:-1].split("\n")
    columns = 1 + max(line.count(TASK.chosen["separator"]) for line in lines)
    assert len(lines) <= MAX_ROWS
    assert len(lines) * columns <= MAX_CELLS
