# expect: timeout
# attack: a regular expression that backtracks for ever (59)
import re


def solve(values):
    return re.match(r"(a*)*$", "a" * 60 + "b")
