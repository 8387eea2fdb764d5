# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""One monotone stack over the ring cut open at a highest tower. O(n) time and space.

Idea: with a highest tower first and last, no search wraps round. The stack holds falling heights;
what lies below a tower on it is its nearest higher one on the left (ties share theirs), what pops
it is the nearest one on the right. A tower lower than its successor has the answer 1 and is never
anybody's nearest on the left, so it isn't pushed at all.
"""


def nearest_higher(heights: list[int]) -> list[int]:
    n = len(heights)
    top = max(heights)
    cut = heights.index(top)
    ring = heights[cut:] + heights[:cut]
    ring.append(top)
    steps = [1] * n
    place = [0]  # positions on the stack, and each one's nearest higher position on the left
    higher = [0]
    level = top  # height at the top of the stack
    height = ring[1]
    for i, following in enumerate(ring[2:], 1):
        while level < height:
            j = place.pop()
            left = j - higher.pop()
            right = i - j
            steps[j] = left if left < right else right
            level = ring[place[-1]]
        if height >= following:
            higher.append(higher[-1] if level == height else place[-1])
            place.append(i)
            level = height
        height = following
    for j, left in zip(place, higher, strict=False):
        steps[j] = min(n - j, j - left)
    j = -1
    for _ in range(ring.count(top) - 1):
        j = ring.index(top, j + 1)
        steps[j] = -1
    return steps[n - cut :] + steps[: n - cut]
