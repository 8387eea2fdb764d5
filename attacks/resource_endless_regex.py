# expect: timeout
# attack: a regular expression that backtracks forever
import re


def solve(values):
    return re.match(r"(a*)*$", "a" * 60 + "b")
