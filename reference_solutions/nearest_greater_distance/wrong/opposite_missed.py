# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: off by one in the wrap; fails on: even rings whose only higher tower stands exactly opposite."""


def nearest_higher(heights):
    n = len(heights)
    top = max(heights)
    cut = heights.index(top)
    ring = heights[cut:] + heights[:cut] + [top]
    steps = [-1] * (n + 1)
    left = [0] * (n + 1)
    stack = [0]
    for i in range(1, n + 1):
        while ring[stack[-1]] < ring[i]:
            j = stack.pop()
            near = min(i - j, j - left[j])
            steps[j] = near if 2 * near < n else -1
        j = stack[-1]
        left[i] = left[j] if ring[j] == ring[i] else j
        stack.append(i)
    for j in stack:
        if ring[j] != top:
            near = min(n - j, j - left[j])
            steps[j] = near if 2 * near < n else -1
    steps.pop()
    return steps[n - cut :] + steps[: n - cut]
