# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: ignores ties among the highest; fails on: rings with two highest towers, the second of which gets a distance."""


def nearest_higher(heights):
    n = len(heights)
    cut = heights.index(max(heights))
    ring = heights[cut:] + heights[:cut] + [heights[cut]]
    steps = [-1] * (n + 1)
    left = [0] * (n + 1)
    stack = [0]
    for i in range(1, n + 1):
        while ring[stack[-1]] < ring[i]:
            j = stack.pop()
            steps[j] = min(steps[j], i - j)
        j = stack[-1]
        left[i] = left[j] if ring[j] == ring[i] else j
        steps[i] = i - left[i]
        stack.append(i)
    steps.pop()
    return steps[n - cut :] + steps[: n - cut]
