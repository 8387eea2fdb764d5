# expect: pass
# attack: send more from destructors, atexit and threads after the answer
import atexit
import threading


class Late:
    def __del__(self):
        say(b"late")


KEPT = Late()
KEPT.itself = KEPT


def solve(values):
    atexit.register(lambda: say(b"late"))
    threading._register_atexit(lambda: say(b"late"))
    return sorted(values)
