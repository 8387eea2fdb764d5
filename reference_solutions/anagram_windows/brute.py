# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Write out every shuffle of the pattern and look for each of them. Exponential in the pattern."""

from itertools import permutations


def shuffled_windows(text: str, pattern: str) -> tuple[int, int]:
    found = []
    for shuffle in {"".join(letters) for letters in permutations(pattern)}:
        found.append(sum(text.startswith(shuffle, i) for i in range(len(text))))
    return sum(found), sum(count > 0 for count in found)
