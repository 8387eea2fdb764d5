# expect: pass runs=3
# attack: a thread outlives the call and passes its cache to the next call
# gain: reached
import threading
import time

NAME = "kept"


def stay():
    while True:
        time.sleep(0.05)


def solve(values):
    if any(thread.name == NAME for thread in threading.enumerate()):
        return escaped("a thread of an earlier run")
    threading.Thread(target=stay, name=NAME, daemon=True).start()
    return sorted(values)
