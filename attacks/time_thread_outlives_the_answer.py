# expect: pass
# attack: a thread that never ends shall not hold the process (4, 61)
import threading


def solve(values):
    threading.Thread(target=threading.Event().wait).start()
    return sorted(values)
