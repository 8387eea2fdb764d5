# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: forgets the ring (fast but wrong); fails on: towers whose nearest higher one lies past the end of the list."""


def nearest_higher(heights):
    n = len(heights)
    steps = [-1] * n
    left = [-1] * n
    stack = []
    for i, height in enumerate(heights):
        while stack and heights[stack[-1]] < height:
            j = stack.pop()
            if steps[j] < 0 or i - j < steps[j]:
                steps[j] = i - j
        if stack:
            left[i] = left[stack[-1]] if heights[stack[-1]] == height else stack[-1]
            if left[i] >= 0:
                steps[i] = i - left[i]
        stack.append(i)
    return steps
