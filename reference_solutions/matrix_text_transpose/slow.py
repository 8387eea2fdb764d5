# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""For every column all lines are split anew."""

import sys

SEPARATOR = ","
FILL = "-"
ORDER = "down"

lines = sys.stdin.read().split("\n")[:-1]
if ORDER == "up":
    lines = list(reversed(lines))
columns = 0
for line in lines:
    columns = max(columns, len(line.split(SEPARATOR)))
for j in range(columns):
    text = ""
    for i in range(len(lines)):
        cells = lines[i].split(SEPARATOR)
        if i > 0:
            text = text + SEPARATOR
        text = text + (cells[j] if j < len(cells) else FILL)
    print(text)
