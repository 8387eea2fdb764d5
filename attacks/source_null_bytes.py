# expect: syntax_error
# source: "def solve(values):\n    return sorted(values)\n\0"
# attack: a null byte, at which another parser might stop
