# expect: pass time=honest
# attack: sleep by its own CPU clock, whose timer makes the clock coarse
import threading


def sleep():
    for clock in (2, 3, -6 & (2**32 - 1)):
        raw("clock_nanosleep", clock, 0, seconds(1000), 0)


def solve(values):
    threading.Thread(target=sleep, daemon=True).start()
    return slow_sort(values)
