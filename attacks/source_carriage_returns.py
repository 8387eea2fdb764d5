# expect: pass
# source: "# harmless\rX = 1\ndef solve(values):\n    return sorted(values) if X else []\n".replace("\n", "\r\n")
# attack: line endings that hide code from readers
