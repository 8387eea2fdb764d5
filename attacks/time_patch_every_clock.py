# expect: pass time=honest
# attack: make every function of `time` return a constant
import time

for name in dir(time):
    if callable(getattr(time, name)) and not isinstance(getattr(time, name), type):
        setattr(time, name, lambda *a, **k: 0)


def solve(values):
    return slow_sort(values)
