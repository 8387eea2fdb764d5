# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (spaces at the ends of a line are lost); fails on: such lines."""

import sys

SEPARATOR = ","
FILL = "-"
ORDER = "down"

lines = sys.stdin.read().split("\n")
lines.pop()
if ORDER == "up":
    lines.reverse()
counts = [line.strip().count(SEPARATOR) for line in lines]
most = max(counts)
cell = SEPARATOR + FILL
lines = [line.strip() + cell * (most - count) for line, count in zip(lines, counts, strict=True)]
cells = SEPARATOR.join(lines).split(SEPARATOR)
columns = [SEPARATOR.join(cells[j :: most + 1]) for j in range(most + 1)]
sys.stdout.write("\n".join(columns) + "\n")
