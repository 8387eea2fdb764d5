# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: wrong skip in the race of two candidates (fast but wrong); fails on: words whose least start lies in the skipped part."""


def least_rotations(words, alphabet):
    rank = {letter: i for i, letter in enumerate(alphabet)}
    answers = []
    for letters in words:
        word = [rank[letter] for letter in letters]
        n = len(word)
        best, j, same = 0, 1, 0
        while j < n and same < n:
            a, b = word[(best + same) % n], word[(j + same) % n]
            if a == b:
                same += 1
                continue
            if b < a:
                best = j
            j += same + 1
            same = 0
        answers.append(best)
    return answers
