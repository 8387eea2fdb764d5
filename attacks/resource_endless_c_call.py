# expect: timeout
# attack: one call into C that never returns and holds the interpreter's lock
import itertools


def solve(values):
    return sum(itertools.repeat(1))
