# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, greedy (each line is matched with its next occurrence); fails on: a match that skips too much."""


def shortest_edit(old, new):
    old = [line.rstrip(" \t") for line in old]
    new = [line.rstrip(" \t") for line in new]
    removed, added, j = [], [], 0
    for i, line in enumerate(old):
        try:
            found = new.index(line, j)
        except ValueError:
            removed.append(i)
            continue
        added += range(j, found)
        j = found + 1
    return removed, added + list(range(j, len(new)))
