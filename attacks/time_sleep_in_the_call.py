# expect: pass
# attack: sleeping costs no CPU; it does not make the answer right or wrong (10)
import time


def solve(values):
    time.sleep(0.3)
    return sorted(values)
