# expect: timeout
# attack: many short sleeps, each within the wall limit, together above the waiting budget
import time


def solve(values):
    for _ in range(80):
        time.sleep(0.01)
    return sorted(values)
