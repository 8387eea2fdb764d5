# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: greedy (fast but wrong); fails on: matching windows that overlap, of which it counts the first only."""

from collections import Counter


def shuffled_windows(text, pattern):
    m = len(pattern)
    wanted = Counter(pattern)
    matches, different, i = 0, set(), 0
    while i + m <= len(text):
        if Counter(text[i : i + m]) == wanted:
            matches += 1
            different.add(text[i : i + m])
            i += m
        else:
            i += 1
    return matches, len(different)
