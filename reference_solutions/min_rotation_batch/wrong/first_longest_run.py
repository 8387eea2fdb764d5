# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: greedy (fast but wrong); fails on: words with several longest runs of the smallest letter."""


def least_rotations(words, alphabet):
    answers = []
    for word in words:
        smallest = next(letter for letter in alphabet if letter in word)
        twice = word + word
        run = smallest
        while len(run) < len(word) and run + smallest in twice:
            run += smallest
        answers.append(twice.index(run) % len(word))
    return answers
