# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Letter differences, updated only where they change; windows told apart by a rolling hash. O(n).

Idea: shifting the window changes its letters only where the leaving and the entering letter differ,
so matches come in runs between such places. In a run the text repeats with the pattern's length:
past that length a run brings no new windows. Few short windows are compared as slices, else by a
polynomial hash modulo the prime 2^61 - 1.
"""

from itertools import accumulate, compress, count
from operator import ne

PRIME = (1 << 61) - 1
BASE = 1_302_849_775_316_902_377


def shuffled_windows(text: str, pattern: str) -> tuple[int, int]:
    m = len(pattern)
    if m > len(text):
        return 0, 0
    runs = matching_runs(text.encode(), pattern.encode())
    matches = sum([end - start for start, end in runs])
    if matches < 2:
        return matches, matches
    places = [i for start, end in runs for i in range(start, min(end, start + m))]
    return matches, count_different(text, m, places)


def matching_runs(text: bytes, pattern: bytes) -> list[tuple[int, int]]:
    """Maximal ranges of window starts that match."""
    m = len(pattern)
    missing = [0] * 128  # by letter: how many more the pattern has than the window
    for letter in set(pattern + text[:m]):
        missing[letter] = pattern.count(letter) - text.count(letter, 0, m)
    wrong = 128 - missing.count(0)
    start = 0 if wrong == 0 else -1
    runs = []
    entering = text[m:]
    for i in compress(count(1), map(ne, text, entering)):
        if start >= 0:
            runs.append((start, i))
            start = -1
        letter = text[i - 1]
        missed = missing[letter] + 1
        missing[letter] = missed
        if missed == 1:
            wrong += 1
        elif missed == 0:
            wrong -= 1
        letter = entering[i - 1]
        missed = missing[letter] - 1
        missing[letter] = missed
        if missed == -1:
            wrong += 1
        elif missed == 0:
            wrong -= 1
        if not wrong:
            start = i
    if start >= 0:
        runs.append((start, len(text) - m + 1))
    return runs


def count_different(text: str, m: int, places: list[int]) -> int:
    if len(places) * m <= 60 * len(text):
        return len({text[i : i + m] for i in places})
    prefix = list(accumulate(text.encode(), lambda h, c: (h * BASE + c) % PRIME, initial=0))
    shift = pow(BASE, m, PRIME)
    return len({(prefix[i + m] - prefix[i] * shift) % PRIME for i in places})
