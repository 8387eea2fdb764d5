# expect: timeout
# attack: sleeping for ever uses no CPU (10)
import time


def solve(values):
    time.sleep(10**6)
