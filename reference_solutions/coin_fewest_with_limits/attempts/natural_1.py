# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import deque


def fewest_coins(coins: list[tuple[int, int]], amount: int) -> list[int]:
    stock = {}
    for value, count in coins:
        if value > amount or count == 0:
            continue
        if count < 0 or stock.get(value) == -1:
            stock[value] = -1
        else:
            stock[value] = stock.get(value, 0) + count

    infinity = amount + 1
    best = [infinity] * (amount + 1)
    best[0] = 0
    for value, count in stock.items():
        if count < 0 or count >= amount // value:
            for total in range(value, amount + 1):
                candidate = best[total - value] + 1
                if candidate < best[total]:
                    best[total] = candidate
        elif count == 1:
            for total in range(amount, value - 1, -1):
                candidate = best[total - value] + 1
                if candidate < best[total]:
                    best[total] = candidate
        else:
            # Sliding minimum over the last count + 1 sums of each remainder.
            for remainder in range(value):
                window = deque()  # (step, fewest coins - step), the latter ascending
                for step, total in enumerate(range(remainder, amount + 1, value)):
                    if best[total] < infinity:
                        level = best[total] - step
                        while window and window[-1][1] >= level:
                            window.pop()
                        window.append((step, level))
                    if window:
                        if window[0][0] < step - count:
                            window.popleft()
                        if window:
                            best[total] = window[0][1] + step
    return [coins_used if coins_used < infinity else -1 for coins_used in best]
