# expect: syntax_error|timeout
# source: "def solve(values):\n    return " + "{1:" * 90
# attack: the parser's backtracking
