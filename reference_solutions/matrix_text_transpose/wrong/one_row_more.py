# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: the end of the text counts as a row; fails on: everything."""

import sys

SEPARATOR = ","
FILL = "-"
ORDER = "down"

lines = sys.stdin.read().split("\n")
if ORDER == "up":
    lines.reverse()
counts = [line.count(SEPARATOR) for line in lines]
most = max(counts)
cell = SEPARATOR + FILL
lines = [line + cell * (most - count) for line, count in zip(lines, counts, strict=True)]
cells = SEPARATOR.join(lines).split(SEPARATOR)
columns = [SEPARATOR.join(cells[j :: most + 1]) for j in range(most + 1)]
sys.stdout.write("\n".join(columns) + "\n")
