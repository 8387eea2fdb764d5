# expect: pass
# attack: sleep in the call, which costs no CPU time and does not change the verdict
import time


def solve(values):
    time.sleep(0.3)
    return sorted(values)
