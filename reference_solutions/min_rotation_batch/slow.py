# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Slice out every rotation and keep the smallest. O(n^2) time, O(n) space."""


def least_rotations(words: list[str], alphabet: str) -> list[int]:
    table = str.maketrans(alphabet, "abcdefghijklmnopqrstuvwxyz"[: len(alphabet)])
    answers = []
    for word in words:
        n = len(word)
        least = word = word.translate(table)
        twice = word + word
        answer = 0
        for k in range(1, n):
            rotation = twice[k : k + n]
            if rotation < least:
                least = rotation
                answer = k
        answers.append(answer)
    return answers
