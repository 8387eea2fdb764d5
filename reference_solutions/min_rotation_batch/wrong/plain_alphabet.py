# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a condition; fails on: alphabets in another order than a to z."""


def least_rotations(words, alphabet):
    answers = []
    for word in words:
        twice = word + word
        answers.append(min(range(len(word)), key=lambda k: twice[k : k + len(word)]))
    return answers
