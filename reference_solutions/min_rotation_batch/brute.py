# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The least of all (rotation as ranks, k). O(n^2) for a word."""


def least_rotations(words: list[str], alphabet: str) -> list[int]:
    answers = []
    for word in words:
        ranks = [alphabet.index(letter) for letter in word]
        rotations = [(ranks[k:] + ranks[:k], k) for k in range(len(word))]
        answers.append(min(rotations)[1])
    return answers
