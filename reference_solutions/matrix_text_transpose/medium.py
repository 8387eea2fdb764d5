# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Lists of cells; the text of the answer is put together cell by cell, column by column."""

import sys

SEPARATOR = ","
FILL = "-"
ORDER = "down"


def main() -> None:
    rows = [line.rstrip("\n").split(SEPARATOR) for line in sys.stdin]
    if ORDER == "up":
        rows = rows[::-1]
    columns = max(len(row) for row in rows)
    pieces = []
    for j in range(columns):
        for i, row in enumerate(rows):
            if i > 0:
                pieces.append(SEPARATOR)
            pieces.append(row[j] if j < len(row) else FILL)
        pieces.append("\n")
    sys.stdout.write("".join(pieces))


main()
