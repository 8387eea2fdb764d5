# expect: wrong
# attack: the answer is written by atexit, when the clock might have been stopped (4)
import atexit


def solve(values):
    atexit.register(lambda: say(returned(slow_sort(values))))
    return None
