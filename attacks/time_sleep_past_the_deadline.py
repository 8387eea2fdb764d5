# expect: timeout
# attack: sleep forever, which uses no CPU time
import time


def solve(values):
    time.sleep(10**6)
