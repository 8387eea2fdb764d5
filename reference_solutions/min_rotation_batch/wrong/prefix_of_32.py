# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: sampling, wrong at scale only (fast but wrong); fails on: words whose rotations agree on 32 letters and differ later."""


def least_rotations(words, alphabet):
    table = str.maketrans(alphabet, "abcdefghijklmnopqrstuvwxyz"[: len(alphabet)])
    answers = []
    for word in words:
        word = word.translate(table)
        twice = word + word
        width = min(32, len(word))
        keys = [twice[k : k + width] for k in range(len(word))]
        answers.append(keys.index(min(keys)))
    return answers
