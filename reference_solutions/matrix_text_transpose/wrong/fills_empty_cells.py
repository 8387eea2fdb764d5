# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: empty cells are filled, too; fails on: any empty cell."""

import sys
from itertools import zip_longest

SEPARATOR = ","
FILL = "-"
ORDER = "down"

lines = sys.stdin.read().split("\n")
lines.pop()
if ORDER == "up":
    lines.reverse()
rows = [[cell or FILL for cell in line.split(SEPARATOR)] for line in lines]
columns = zip_longest(*rows, fillvalue=FILL)
sys.stdout.write("\n".join(map(SEPARATOR.join, columns)) + "\n")
