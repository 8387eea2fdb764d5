# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The full table of common subsequences. O(n m)."""


def shortest_edit(old: list[str], new: list[str]) -> tuple[list[int], list[int]]:
    old = [line.rstrip(" \t") for line in old]
    new = [line.rstrip(" \t") for line in new]
    if old == new:
        return [], []
    n, m = len(old), len(new)
    common = [[0] * (m + 1)]
    for i in range(n):
        row = [0]
        for j in range(m):
            if old[i] == new[j]:
                row.append(common[i][j] + 1)
            else:
                row.append(max(row[j], common[i][j + 1]))
        common.append(row)
    removed, added = [], []
    i, j = n, m
    while i or j:
        if i and j and old[i - 1] == new[j - 1]:
            i, j = i - 1, j - 1
        elif i and (j == 0 or common[i - 1][j] >= common[i][j - 1]):
            i -= 1
            removed.append(i)
        else:
            j -= 1
            added.append(j)
    return removed[::-1], added[::-1]
