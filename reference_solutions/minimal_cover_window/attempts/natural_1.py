# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import Counter


def cheapest_cover(items: list[int], weights: list[int], need: list[int]) -> tuple[int, int, int]:
    lacking = dict(Counter(need))
    missing = len(need)
    left = 0
    cost = 0
    best_cost = -1
    best_start = -1
    best_length = -1
    for right, item in enumerate(items):
        cost += weights[right]
        if item in lacking:
            if lacking[item] > 0:
                missing -= 1
            lacking[item] -= 1
        if missing:
            continue
        while True:
            x = items[left]
            if x in lacking:
                if lacking[x] == 0:
                    break
                lacking[x] += 1
            cost -= weights[left]
            left += 1
        length = right - left + 1
        if best_cost < 0 or cost < best_cost or (cost == best_cost and length <= best_length):
            best_cost = cost
            best_start = left
            best_length = length
    return best_cost, best_start, best_length
