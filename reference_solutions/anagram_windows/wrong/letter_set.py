# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: ignores multiplicity; fails on: windows with the right letters but other counts."""


def shuffled_windows(text, pattern):
    m = len(pattern)
    wanted = set(pattern)
    matches, different = 0, set()
    for i in range(len(text) - m + 1):
        if set(text[i : i + m]) == wanted:
            matches += 1
            different.add(text[i : i + m])
    return matches, len(different)
