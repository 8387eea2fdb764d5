# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: scale (a cached recursion over both indices); fails on: some hundreds of lines."""

from functools import cache


def shortest_edit(old, new):
    old = [line.rstrip(" \t") for line in old]
    new = [line.rstrip(" \t") for line in new]

    @cache
    def common(i, j):
        if i == len(old) or j == len(new):
            return 0
        if old[i] == new[j]:
            return 1 + common(i + 1, j + 1)
        return max(common(i + 1, j), common(i, j + 1))

    removed, added, i, j = [], [], 0, 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and old[i] == new[j]:
            i, j = i + 1, j + 1
        elif j == len(new) or (i < len(old) and common(i + 1, j) >= common(i, j + 1)):
            removed.append(i)
            i += 1
        else:
            added.append(j)
            j += 1
    return removed, added
