# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import Counter
from itertools import accumulate


def cheapest_cover(items: list[int], weights: list[int], need: list[int]) -> tuple[int, int, int]:
    lack = dict(Counter(need))
    P = [p for p, x in enumerate(items) if x in lack]
    missing = len(need)
    if len(P) < missing:
        return (-1, -1, -1)
    X = [items[p] for p in P]
    total = len(P)

    # first cover
    r = 0
    while r < total:
        x = X[r]
        c = lack[x]
        lack[x] = c - 1
        if c > 0:
            missing -= 1
            if not missing:
                break
        r += 1
    else:
        return (-1, -1, -1)

    pre = list(accumulate(weights, initial=0))
    l = 0
    first = X[0]
    while lack[first] < 0:
        lack[first] += 1
        l += 1
        first = X[l]
    a = P[l]
    b = P[r] + 1
    best = pre[b] - pre[a]
    best_len = b - a
    best_start = a
    # from now on only an item equal to the first one of the block allows a shorter block
    for r in range(r + 1, total):
        x = X[r]
        if x != first:
            lack[x] -= 1
            continue
        l += 1
        first = X[l]
        c = lack[first]
        while c < 0:
            lack[first] = c + 1
            l += 1
            first = X[l]
            c = lack[first]
        a = P[l]
        b = P[r] + 1
        cost = pre[b] - pre[a]
        if cost < best or (cost == best and b - a <= best_len):
            best = cost
            best_len = b - a
            best_start = a
    return (best, best_start, best_len)
