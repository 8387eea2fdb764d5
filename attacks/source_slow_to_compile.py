# expect: timeout|pass
# source: "def f(a):\n    return a * 2 + 1\n" * 40_000 + "def solve(values):\n    return sorted(values)\n"
# attack: a source whose compilation takes quadratic time, in some versions of Python
