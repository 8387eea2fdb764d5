# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: columns are counted in the first row only; fails on: a longer row further down."""

import sys

SEPARATOR = ","
FILL = "-"
ORDER = "down"


def main() -> None:
    rows = [line.rstrip("\n").split(SEPARATOR) for line in sys.stdin]
    if ORDER == "up":
        rows = rows[::-1]
    columns = len(rows[0])
    for j in range(columns):
        cells = []
        for row in rows:
            cells.append(row[j] if j < len(row) else FILL)
        print(SEPARATOR.join(cells))


main()
