# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Two candidates race round the doubled word; the loser skips past what it has lost. O(n)."""


def least_rotations(words: list[str], alphabet: str) -> list[int]:
    table = str.maketrans(alphabet, "abcdefghijklmnopqrstuvwxyz"[: len(alphabet)])
    return [least_rotation(word.translate(table)) for word in words]


def least_rotation(word: str) -> int:
    n = len(word)
    twice = word + word
    i, j, same = 0, 1, 0
    while i < n and j < n and same < n:
        a = twice[i + same]
        b = twice[j + same]
        if a == b:
            same += 1
            continue
        if a > b:
            i += same + 1
        else:
            j += same + 1
        if i == j:
            j += 1
        same = 0
    return min(i, j)
