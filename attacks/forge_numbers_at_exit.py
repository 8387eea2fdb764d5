# expect: pass
# attack: destructors, atexit and threads try to speak after the answer
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
