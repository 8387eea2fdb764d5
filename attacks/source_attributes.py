# expect: syntax_error|died
# source: "def solve(values):\n    return values" + ".a" * 300_000
# attack: a syntax tree deeper than the compiler's stack
