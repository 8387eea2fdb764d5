# expect: pass runs=2
# attack: patch the judge's random generator to return only zeros
# gain: reached
import random


def solve(values):
    if not any(values):
        return escaped("the judge drew what it was told")
    for thing in (random, random.Random):
        for name in ("random", "randrange", "randint", "getrandbits", "uniform", "choice"):
            setattr(thing, name, lambda *a, **k: 0)
    return sorted(values)
