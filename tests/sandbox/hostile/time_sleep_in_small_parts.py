# expect: timeout
# attack: many short sleeps, none of which comes near the deadline, wait as long as one long one
import time


def solve(values):
    for _ in range(300):
        time.sleep(0.01)
    return sorted(values)
