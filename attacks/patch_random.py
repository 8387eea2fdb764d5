# expect: pass runs=2
# attack: the generator from which the judge draws the next inputs draws nothing but zeros
# gain: reached
import random


def solve(values):
    if not any(values):
        return escaped("the judge drew what it was told")
    for thing in (random, random.Random):
        for name in ("random", "randrange", "randint", "getrandbits", "uniform", "choice"):
            setattr(thing, name, lambda *a, **k: 0)
    return sorted(values)
