# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def nearest_higher(heights: list[int]) -> list[int]:
    n = len(heights)
    inf = 2 * n + 1
    best = [inf] * n
    doubled = heights + heights

    stack = []
    for i in range(2 * n):
        h = doubled[i]
        while stack and doubled[stack[-1]] < h:
            j = stack.pop()
            d = i - j
            jj = j % n
            if d < best[jj]:
                best[jj] = d
        stack.append(i)

    stack = []
    for i in range(2 * n - 1, -1, -1):
        h = doubled[i]
        while stack and doubled[stack[-1]] < h:
            j = stack.pop()
            d = j - i
            jj = j % n
            if d < best[jj]:
                best[jj] = d
        stack.append(i)

    return [b if b <= n else -1 for b in best]
