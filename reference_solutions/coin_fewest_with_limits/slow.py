# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Add every single coin, one after the other, from above. O(amount * sum of limits)."""


def fewest_coins(coins: list[tuple[int, int]], amount: int) -> list[int]:
    never = amount + 1
    fewest = [0] + [never] * amount
    for value, count in coins:
        most = amount // value
        for _ in range(most if count < 0 else min(count, most)):
            for total in range(amount, value - 1, -1):
                candidate = fewest[total - value] + 1
                if candidate < fewest[total]:
                    fewest[total] = candidate
    return [number if number < never else -1 for number in fewest]
