# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: the shortest row decides; fails on: rows of different lengths."""

import sys

SEPARATOR = ","
FILL = "-"
ORDER = "down"

lines = sys.stdin.read().split("\n")
lines.pop()
if ORDER == "up":
    lines.reverse()
rows = [line.split(SEPARATOR) for line in lines]
columns = zip(*rows)
sys.stdout.write("\n".join(map(SEPARATOR.join, columns)) + "\n")
