# expect: pass
# source: "from __future__ import annotations, generator_stop\ndef solve(values: no.such[name]) -> 1 / 0:\n    return sorted(values)\n"
# attack: a future import, which must be accepted although other code was executed before
