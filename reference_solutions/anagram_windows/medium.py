# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Slide a dictionary of counts, compare it at every place, and keep the matching slices in a set.
O(26 n + matches m) time and space.
"""


def shuffled_windows(text: str, pattern: str) -> tuple[int, int]:
    m = len(pattern)
    wanted: dict[str, int] = {}
    for letter in pattern:
        wanted[letter] = wanted.get(letter, 0) + 1
    window: dict[str, int] = {}
    matches = 0
    different = set()
    for i, letter in enumerate(text):
        window[letter] = window.get(letter, 0) + 1
        if i >= m:
            leaving = text[i - m]
            window[leaving] -= 1
            if window[leaving] == 0:
                del window[leaving]
        if window == wanted:
            matches += 1
            different.add(text[i + 1 - m : i + 1])
    return matches, len(different)
