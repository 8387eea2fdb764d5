# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: greedy (fast but wrong), skips a letter wherever the texts differ; fails on: edits close to each other."""


def edits_to_beginning(source, target, k):
    i = j = edits = 0
    while i < len(source) and edits <= k:
        if source[i : i + 1] == target[j : j + 1]:
            i, j = i + 1, j + 1
            continue
        edits += 1
        options = [(i + 1, j + 1), (i + 1, j), (i, j + 1)]
        gains = []
        for a, b in options:
            gain = 0
            while (
                gain < 30
                and source[a + gain : a + gain + 1] == target[b + gain : b + gain + 1] != ""
            ):
                gain += 1
            gains.append((gain, a, b) if b <= len(target) else (-1, i + 1, j))
        _, i, j = max(gains)
    return (edits, j) if edits <= k else (-1, -1)
