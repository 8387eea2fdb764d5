# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The row itself, coin by coin. For few coins."""

DIRECTION = 1
STRICT = 0
ABSENT = -2000000000


def replay(log: list[tuple[int, int, int]]) -> list[int]:
    row: list[int] = []
    answers = []
    for kind, number, count in log:
        if kind == 0:
            row += [number] * count
            row.sort()
            if DIRECTION == -1:
                row.reverse()
            answers.append(row.count(number))
        elif kind == 1:
            before = len(row)
            for _ in range(count):
                if number in row:
                    row.remove(number)
            answers.append(before - len(row))
        elif kind == 2:
            answers.append(row[number - 1] if number <= len(row) else ABSENT)
        else:
            if DIRECTION == 1:
                ahead = [value for value in row if value < number]
            else:
                ahead = [value for value in row if value > number]
            answers.append(len(ahead) + (row.count(number) if STRICT else 0))
    return answers
