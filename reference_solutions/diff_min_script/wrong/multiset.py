# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (compares how often each line occurs, whatever the order); fails on: lines that change places."""

from collections import Counter


def shortest_edit(old, new):
    old = [line.rstrip(" \t") for line in old]
    new = [line.rstrip(" \t") for line in new]
    too_many, missing = Counter(old) - Counter(new), Counter(new) - Counter(old)
    removed, added = [], []
    for chosen, counts, lines in ((removed, too_many, old), (added, missing, new)):
        for index, line in enumerate(lines):
            if counts[line] > 0:
                counts[line] -= 1
                chosen.append(index)
    return removed, added
