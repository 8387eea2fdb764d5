# expect: syntax_error
# source: "from __future__ import braces\ndef solve(values):\n    return sorted(values)\n"
# attack: a future import that does not exist
