# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try every choice of how many coins of each entry are taken. Exponential in the entries."""

from itertools import product


def fewest_coins(coins: list[tuple[int, int]], amount: int) -> list[int]:
    takes = []
    for value, count in coins:
        most = amount // value
        takes.append(range((most if count < 0 else min(count, most)) + 1))
    fewest = [-1] * (amount + 1)
    for choice in product(*takes):
        total = sum(taken * coin[0] for taken, coin in zip(choice, coins, strict=True))
        if total <= amount and not 0 <= fewest[total] <= sum(choice):
            fewest[total] = sum(choice)
    return fewest
