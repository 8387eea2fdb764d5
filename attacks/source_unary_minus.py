# expect: syntax_error
# source: "def solve(values):\n    return " + "-" * 900_000 + "1"
# attack: deep nesting without parentheses
