# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Towers leave a linked list from the lowest up. O(n log n) for the sort, O(n) space.

Idea: when all lower towers have been taken out of the list, a tower's neighbours in it are its
nearest ones that aren't lower. Ties leave from left to right, which makes the left neighbour
strictly higher; a second pass from right to left skips ties on the other side.
"""


def nearest_higher(heights: list[int]) -> list[int]:
    n = len(heights)
    top = max(heights)
    cut = heights.index(top)
    ring = heights[cut:] + heights[:cut]
    order = sorted(range(n), key=ring.__getitem__)
    ring.append(top)
    left = list(range(-1, n))
    right = list(range(1, n + 2))
    for i in order:
        if ring[i] == top:
            break
        right[left[i]] = right[i]
        left[right[i]] = left[i]
    steps = [-1] * n
    for i in reversed(order):
        if ring[i] == top:
            continue
        if ring[right[i]] == ring[i]:
            right[i] = right[right[i]]
        steps[i] = min(i - left[i], right[i] - i)
    return steps[n - cut :] + steps[: n - cut]
