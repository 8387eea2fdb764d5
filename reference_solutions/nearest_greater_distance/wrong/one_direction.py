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
