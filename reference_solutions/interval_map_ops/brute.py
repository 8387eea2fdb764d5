# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Every board by itself."""

from itertools import groupby

WHAT = 1
MODULUS = 1000000007


def replay(length: int, log: list[tuple[int, ...]]) -> list[int]:
    boards = [0] * length
    answers = []
    for entry in log:
        if entry[0] == 0:
            for x in range(entry[1], entry[2]):
                boards[x] = entry[3]
        elif entry[0] == 1:
            answers.append(sum(colour**WHAT for colour in boards[entry[1] : entry[2]]) % MODULUS)
        else:
            rows = [len(list(row)) for _, row in groupby(boards)]
            place = 0
            while place + rows[0] <= entry[1]:
                place += rows.pop(0)
            answers.append(rows[0])
    return answers
