# expect: syntax_error
# source: "def solve(values):\n    return " + "(" * 100_000 + "1" + ")" * 100_000
# attack: a hundred thousand parentheses
