# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misreads the order; fails on: rows of different coins."""

DIRECTION = 1
STRICT = 0
ABSENT = -2000000000


def replay(log: list[tuple[int, int, int]]) -> list[int]:
    coins: dict[int, int] = {}
    answers = []
    for kind, number, count in log:
        if kind == 0:
            coins[number] = coins.get(number, 0) + count
            answers.append(coins[number])
        elif kind == 1:
            sold = min(count, coins.get(number, 0))
            if sold:
                coins[number] -= sold
            answers.append(sold)
        elif kind == 2:
            before = 0
            answer = ABSENT
            for value in sorted(coins, reverse=DIRECTION == 1):
                before += coins[value]
                if before >= number:
                    answer = value
                    break
            answers.append(answer)
        else:
            before = 0
            for value, owned in coins.items():
                if value * DIRECTION < number * DIRECTION + STRICT:
                    before += owned
            answers.append(before)
    return answers
