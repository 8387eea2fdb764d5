# expect: wrong
# attack: write the answer in atexit, when the clock may have stopped
import atexit


def solve(values):
    atexit.register(lambda: say(returned(slow_sort(values))))
    return None
