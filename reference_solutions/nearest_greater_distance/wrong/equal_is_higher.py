# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: ignores ties (fast but wrong); fails on: any plateau, where an equal neighbour is counted as higher."""


def nearest_higher(heights):
    n = len(heights)
    top = max(heights)
    cut = heights.index(top)
    ring = heights[cut:] + heights[:cut] + [top]
    steps = [n] * (n + 1)
    stack = [0]
    for i in range(1, n + 1):
        while stack and ring[stack[-1]] <= ring[i]:
            j = stack.pop()
            steps[j] = min(steps[j], i - j)
        if stack:
            steps[i] = min(steps[i], i - stack[-1])
        stack.append(i)
    steps = [-1 if ring[i] == top else steps[i] for i in range(n)]
    return steps[n - cut :] + steps[: n - cut]
