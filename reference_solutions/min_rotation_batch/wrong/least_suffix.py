# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: compares suffixes, not rotations; fails on: words in which the end of the word decides, as in "aba"."""


def least_rotations(words, alphabet):
    table = str.maketrans(alphabet, "abcdefghijklmnopqrstuvwxyz"[: len(alphabet)])
    answers = []
    for word in words:
        word = word.translate(table)
        answers.append(min(range(len(word)), key=lambda k: word[k:]))
    return answers
