# expect: syntax_error|died|raised
# source: "def solve(values):\n    return " + "+".join(["values"] * 200_000)
# attack: a syntax tree deeper than the compiler's stack, on the left
