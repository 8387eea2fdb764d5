# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: half of the work (fast but wrong); fails on: towers whose nearest higher one lies behind them."""


def nearest_higher(heights):
    n = len(heights)
    steps = [-1] * n
    stack = []
    for i, height in enumerate(heights + heights):
        while stack and heights[stack[-1] % n] < height:
            j = stack.pop()
            if j < n:
                steps[j] = i - j
        stack.append(i)
    return steps
