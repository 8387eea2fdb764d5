# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Sort the letters of every window. O(n m log m) time, O(n m) space for the set of windows."""


def shuffled_windows(text: str, pattern: str) -> tuple[int, int]:
    m = len(pattern)
    wanted = sorted(pattern)
    matches = 0
    different = set()
    for i in range(len(text) - m + 1):
        window = text[i : i + m]
        if sorted(window) == wanted:
            matches += 1
            different.add(window)
    return matches, len(different)
