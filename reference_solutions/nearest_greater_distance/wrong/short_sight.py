# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: early exit, wrong at scale only; fails on: plateaus wider than 50 steps, for which it gives up with -1."""


def nearest_higher(heights):
    n = len(heights)
    twice = heights + heights
    steps = []
    for i, height in enumerate(heights):
        for distance in range(1, min(50, n // 2) + 1):
            if twice[i + distance] > height or twice[i - distance] > height:
                steps.append(distance)
                break
        else:
            steps.append(-1)
    return steps
