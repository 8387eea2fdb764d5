# expect: timeout
# attack: many short sleeps that end before the wall limit, and wait longer than one may in all
import time


def solve(values):
    for _ in range(80):
        time.sleep(0.01)
    return sorted(values)
