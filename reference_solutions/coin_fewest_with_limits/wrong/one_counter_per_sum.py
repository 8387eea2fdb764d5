# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (one forward pass that counts the uses in the best way only); fails on: limits that bind inside a longer optimum."""


def fewest_coins(coins, amount):
    never = amount + 1
    limits = {}
    for value, count in coins:
        most = amount // value
        limits[value] = min(most, limits.get(value, 0) + (most if count < 0 else count))
    fewest = [0] + [never] * amount
    for value, count in limits.items():
        uses = [0] * (amount + 1)
        for total in range(value, amount + 1):
            number = fewest[total - value] + 1
            if number < fewest[total] and uses[total - value] < count:
                fewest[total] = number
                uses[total] = uses[total - value] + 1
    return [number if number < never else -1 for number in fewest]
