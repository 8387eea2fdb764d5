# expect: wrong|died
# attack: patch comparison functions to return True
# gain: accepted
import builtins


def solve(values):
    builtins.all = builtins.any = builtins.isinstance = lambda *a, **k: True
    builtins.sorted = lambda *a, **k: []
    builtins.len = lambda thing: 0
    builtins.zip = lambda *a, **k: iter(())
    return []
