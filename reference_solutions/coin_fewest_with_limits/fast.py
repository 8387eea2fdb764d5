# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Per coin value, slide a window of `count + 1` sums along each residue class. O(amount * kinds).

Among the common coins the largest value goes first: then the newest sum of a window is nearly
always its best one, so a running best with an expiry replaces a monotone queue. A rare window whose
best expires is searched again. Small limits are cheaper in bundles of 1, 2, 4, … coins, unlimited
coins in one forward pass; no pass looks above the largest sum that can be paid so far.
"""

from operator import add

NEVER = 1 << 40


def fewest_coins(coins: list[tuple[int, int]], amount: int) -> list[int]:
    limits: dict[int, int] = {}
    for value, count in coins:
        if value <= amount:
            most = amount // value
            limits[value] = min(most, limits.get(value, 0) + (most if count < 0 else count))
    fewest = [0] + [NEVER] * amount
    reach = 0
    scarce = sorted(value for value in limits if limits[value] < 4)
    common = sorted((value for value in limits if limits[value] >= 4), reverse=True)
    for value in scarce + common:
        count = limits[value]
        below, reach = reach, min(amount, reach + count * value)
        if count == amount // value:
            add_unlimited(fewest, value)
        elif count.bit_length() * (below + reach) > 3 * reach + 50 * value:  # measured costs
            add_limited(fewest, value, count, reach)
        else:
            add_bundles(fewest, value, count, below)
    return [number if number < NEVER else -1 for number in fewest]


def add_unlimited(fewest: list[int], value: int) -> None:
    for total in range(value, len(fewest)):
        number = fewest[total - value] + 1
        if number < fewest[total]:
            fewest[total] = number


def add_bundles(fewest: list[int], value: int, count: int, below: int) -> None:
    bundle = 1
    while count > 0:
        bundle = min(bundle, count)
        count -= bundle
        worth = bundle * value
        below = min(len(fewest) - 1, below + worth)
        for total in range(below, worth - 1, -1):
            number = fewest[total - worth] + bundle
            if number < fewest[total]:
                fewest[total] = number
        bundle *= 2


def add_limited(fewest: list[int], value: int, count: int, reach: int) -> None:
    ages = range(count, -1, -1)
    for residue in range(value):
        known_numbers = fewest[residue : reach + 1 : value]
        best, left = NEVER, count
        row: list[int] = []
        for known in known_numbers:
            best += 1
            left -= 1
            if known <= best:
                best = known
                left = count
            elif left < 0:
                end = len(row) + 1
                window = list(map(add, known_numbers[end - count - 1 : end], ages))
                best = min(window)
                window.reverse()
                left = count - window.index(best)
            row.append(best)
        fewest[residue : reach + 1 : value] = row
