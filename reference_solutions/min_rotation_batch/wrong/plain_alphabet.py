"""kind: drops a condition; fails on: alphabets in another order than a to z."""


def least_rotations(words, alphabet):
    answers = []
    for word in words:
        twice = word + word
        answers.append(min(range(len(word)), key=lambda k: twice[k : k + len(word)]))
    return answers
