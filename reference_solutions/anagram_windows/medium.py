# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Slide a table of 26 counts, compare it at every place; a rolling hash tells windows apart.
O(26 n) time, O(n) space.
"""

PRIME = (1 << 61) - 1
BASE = 1_302_849_775_316_902_377


def shuffled_windows(text: str, pattern: str) -> tuple[int, int]:
    m = len(pattern)
    letters = [ord(letter) - 97 for letter in text]
    wanted = [0] * 26
    for letter in pattern:
        wanted[ord(letter) - 97] += 1
    window = [0] * 26
    places = []
    for i, letter in enumerate(letters):
        window[letter] += 1
        if i >= m:
            window[letters[i - m]] -= 1
        if window == wanted:
            places.append(i + 1 - m)
    if len(places) < 2:
        return len(places), len(places)
    prefix = [0]
    for letter in letters:
        prefix.append((prefix[-1] * BASE + letter + 1) % PRIME)
    shift = pow(BASE, m, PRIME)
    different = {(prefix[i + m] - prefix[i] * shift) % PRIME for i in places}
    return len(places), len(different)
