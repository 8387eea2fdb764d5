# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Of a run of matching windows only the first is looked at when different ones are counted."""

from itertools import accumulate

PRIME = (1 << 60) - 93  # with the base in one digit and this in two, CPython multiplies fastest
BASE = 911_382_323
COPIES = 500  # letters copied for each letter of text at which a rolling hash becomes cheaper


def shuffled_windows(text: str, pattern: str) -> tuple[int, int]:
    m = len(pattern)
    if m > len(text):
        return 0, 0
    runs = matching_runs(text.encode(), pattern.encode())
    matches = sum([end - start for start, end in runs])
    if matches < 2:
        return matches, matches
    places = [start for start, end in runs]
    if len(places) * m <= COPIES * len(text):
        return matches, len({hash(text[i : i + m]) for i in places})
    hashes = list(accumulate(text.encode(), lambda h, c: (h * BASE + c) % PRIME, initial=0))
    shift = pow(BASE, m, PRIME)
    return matches, len({(hashes[i + m] - hashes[i] * shift) % PRIME for i in places})


def matching_runs(text: bytes, pattern: bytes) -> list[tuple[int, int]]:
    """Maximal ranges of window starts that match."""
    m = len(pattern)
    missing = [0] * 128  # by letter: how many more the pattern has than the window
    for letter in pattern:
        missing[letter] += 1
    lacking = m
    for letter in text[:m]:
        if missing[letter] > 0:
            lacking -= 1
        missing[letter] -= 1
    start = 0
    runs = []
    for i, (leaving, entering) in enumerate(zip(text, text[m:], strict=False), 1):
        if leaving != entering:
            if not lacking:
                runs.append((start, i))
            more = missing[leaving]
            missing[leaving] = more + 1
            if more >= 0:
                lacking += 1
            more = missing[entering]
            missing[entering] = more - 1
            if more > 0:
                lacking -= 1
                if not lacking:
                    start = i
    if not lacking:
        runs.append((start, len(text) - m + 1))
    return runs
