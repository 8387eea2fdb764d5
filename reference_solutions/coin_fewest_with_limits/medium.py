# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Split each limit into bundles of 1, 2, 4, … coins and add every bundle once, from above.

O(amount * sum of log(limit)) time, O(amount) memory.
"""


def fewest_coins(coins: list[tuple[int, int]], amount: int) -> list[int]:
    never = amount + 1
    fewest = [0] + [never] * amount
    reach = 0  # no sum above can be paid so far
    for value, count in coins:
        most = amount // value
        left = most if count < 0 else min(count, most)
        bundle = 1
        while left > 0:
            bundle = min(bundle, left)
            left -= bundle
            worth = bundle * value
            reach = min(amount, reach + worth)
            for total in range(reach, worth - 1, -1):
                candidate = fewest[total - worth] + bundle
                if candidate < fewest[total]:
                    fewest[total] = candidate
            bundle *= 2
    return [number if number < never else -1 for number in fewest]
