# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: boundary (bundles 1, 2, 4, … and no remainder); fails on: limits that are not 2^k - 1."""


def fewest_coins(coins, amount):
    never = amount + 1
    fewest = [0] + [never] * amount
    for value, count in coins:
        most = amount // value
        left = most if count < 0 else min(count, most)
        bundle = 1
        while left >= bundle:
            left -= bundle
            worth = bundle * value
            for total in range(amount, worth - 1, -1):
                fewest[total] = min(fewest[total], fewest[total - worth] + bundle)
            bundle *= 2
    return [number if number < never else -1 for number in fewest]
