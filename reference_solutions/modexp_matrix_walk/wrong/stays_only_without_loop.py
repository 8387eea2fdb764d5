# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misreads the rule; fails on: squares with a street back to themselves."""

STAY = 1
DIRECTION = 1
MODULUS = 998244353


def count_tours(n: int, streets: list[tuple[int, int]], home: int, length: int) -> list[int]:
    step = [[STAY if u == v else 0 for v in range(n)] for u in range(n)]
    for u, v in streets:
        if DIRECTION == 1:
            step[u][v] += 1 if u != v else 1 - STAY
        else:
            step[v][u] += 1 if u != v else 1 - STAY
    result = [[1 if u == v else 0 for v in range(n)] for u in range(n)]
    while length > 0:
        if length % 2 == 1:
            result = multiply(result, step)
        step = multiply(step, step)
        length //= 2
    return [count % MODULUS for count in result[home]]


def multiply(left: list[list[int]], right: list[list[int]]) -> list[list[int]]:
    n = len(left)
    result = []
    for i in range(n):
        row = []
        for j in range(n):
            total = 0
            for k in range(n):
                total += left[i][k] * right[k][j]
            row.append(total % MODULUS)
        result.append(row)
    return result
