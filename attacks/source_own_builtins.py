# expect: pass|raised
# source: "__builtins__ = {}\n__name__ = '__main__'\n__file__ = '/x'\n__spec__ = None\ndef solve(values):\n    return sorted(values)\n"
# attack: replace the module's own names
