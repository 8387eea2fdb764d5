# expect: pass
# source: "TABLE = [" + "1," * 50_000 + "]\nTEXT = '" + "x" * 900_000 + "'\n\ndef solve(values):\n    return sorted(values)\n"
# attack: a source of a megabyte
