# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: scale only (binomials in floats); fails on: counts beyond 2^53."""

from math import exp, lgamma

COUNTED = "avoid"
MODULUS = 998244353


def count_walks(rows, columns, holes):
    goal = (rows - 1, columns - 1)
    spots = sorted(set(holes) | {goal})
    free = []

    def choose(a, b):
        return round(exp(lgamma(a + b + 1) - lgamma(a + 1) - lgamma(b + 1)))

    for i, (r, c) in enumerate(spots):
        ways = choose(r, c)
        for (a, b), before in zip(spots[:i], free):
            if b <= c:
                ways -= before * choose(r - a, c - b)
        free.append(ways)
    avoiding = 0 if goal in holes else free[-1]
    return (avoiding if COUNTED == "avoid" else choose(*goal) - avoiding) % MODULUS
