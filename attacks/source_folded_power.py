# expect: timeout|memory
# source: "X = 10 ** 10 ** 8\nY = 'a' * (2 ** 40 if X else 1)\ndef solve(values):\n    return sorted(values)\n"
# attack: a constant that takes forever to compute, at compile time or at import
