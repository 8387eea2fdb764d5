# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: weak fingerprint (fast but wrong); fails on: windows with other letters of the same sum, as "ad" for "bc"."""


def shuffled_windows(text, pattern):
    m = len(pattern)
    if m > len(text):
        return 0, 0
    wanted = sum(map(ord, pattern))
    total = sum(map(ord, text[:m]))
    matches, different = 0, set()
    for i in range(len(text) - m + 1):
        if i:
            total += ord(text[i + m - 1]) - ord(text[i - 1])
        if total == wanted:
            matches += 1
            different.add(text[i : i + m])
    return matches, len(different)
