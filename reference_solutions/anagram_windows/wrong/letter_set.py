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
