# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: tie rule; fails on: periodic words, for which it names the last of the equal rotations."""


def least_rotations(words, alphabet):
    table = str.maketrans(alphabet, "abcdefghijklmnopqrstuvwxyz"[: len(alphabet)])
    answers = []
    for word in words:
        word = word.translate(table)
        twice = word + word
        best = 0
        for k in range(len(word)):
            if twice[k : k + len(word)] <= twice[best : best + len(word)]:
                best = k
        answers.append(best)
    return answers
