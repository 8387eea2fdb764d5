"""kind: compares suffixes, not rotations; fails on: words in which the end of the word decides, as in "aba"."""


def least_rotations(words, alphabet):
    table = str.maketrans(alphabet, "abcdefghijklmnopqrstuvwxyz"[: len(alphabet)])
    answers = []
    for word in words:
        word = word.translate(table)
        answers.append(min(range(len(word)), key=lambda k: word[k:]))
    return answers
