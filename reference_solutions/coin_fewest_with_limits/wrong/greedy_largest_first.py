# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong, greedy; fails on: sums where one coin less of the largest value is better."""


def fewest_coins(coins, amount):
    limits = {}
    for value, count in coins:
        most = amount // value
        limits[value] = min(most, limits.get(value, 0) + (most if count < 0 else count))
    order = sorted(limits.items(), reverse=True)
    answers = []
    for total in range(amount + 1):
        number = 0
        for value, count in order:
            used = min(count, total // value)
            total -= used * value
            number += used
        answers.append(-1 if total else number)
    return answers
