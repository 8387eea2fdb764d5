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
