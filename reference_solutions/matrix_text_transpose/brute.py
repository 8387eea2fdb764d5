# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A map from (row, column) to what was read there, character by character."""

import sys

SEPARATOR = ","
FILL = "-"
ORDER = "down"

cells: dict[tuple[int, int], str] = {(0, 0): ""}
row = column = 0
for character in sys.stdin.read()[:-1]:
    if character == "\n":
        row, column = row + 1, 0
        cells[row, column] = ""
    elif character == SEPARATOR:
        column += 1
        cells[row, column] = ""
    else:
        cells[row, column] += character
for place in range(1 + max(column for _, column in cells)):
    rows = range(row + 1) if ORDER == "down" else range(row, -1, -1)
    print(*[cells.get((i, place), FILL) for i in rows], sep=SEPARATOR)
