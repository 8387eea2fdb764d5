# expect: pass time=honest
# attack: a thread that sleeps by the process's own CPU clock keeps a timer on it, which makes it coarse
import threading


def sleep():
    for clock in (2, 3, -6 & (2**32 - 1)):
        raw("clock_nanosleep", clock, 0, seconds(1000), 0)


def solve(values):
    threading.Thread(target=sleep, daemon=True).start()
    return slow_sort(values)
