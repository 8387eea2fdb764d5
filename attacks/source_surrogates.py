# expect: syntax_error
# source: "X = '\ud800'\ndef solve(values):\n    return sorted(values)\n"
# attack: a source that is not text
