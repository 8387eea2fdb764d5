# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""The ways to each hole that meet no hole before, by binomials from lists of factorials.

O(holes^2 + rows + columns) in plain Python.
"""

COUNTED = "avoid"
MODULUS = 998244353


def count_walks(rows: int, columns: int, holes: list[tuple[int, int]]) -> int:
    factorial = [1]
    for k in range(1, rows + columns):
        factorial.append(factorial[-1] * k % MODULUS)
    inverse = [pow(factorial[-1], -1, MODULUS)]
    for k in range(rows + columns - 1, 0, -1):
        inverse.append(inverse[-1] * k % MODULUS)
    inverse.reverse()

    goal = (rows - 1, columns - 1)
    total = factorial[goal[0] + goal[1]] * inverse[goal[0]] * inverse[goal[1]] % MODULUS
    spots = sorted(set(holes) | {goal})
    free: list[int] = []
    for i, (r, c) in enumerate(spots):
        ways = factorial[r + c] * inverse[r] * inverse[c] % MODULUS
        for j in range(i):
            down = r - spots[j][0]
            right = c - spots[j][1]
            if right >= 0:
                step = factorial[down + right] * inverse[down] * inverse[right] % MODULUS
                ways -= free[j] * step
        free.append(ways % MODULUS)
    avoiding = 0 if goal in holes else free[-1]
    return avoiding if COUNTED == "avoid" else (total - avoiding) % MODULUS
