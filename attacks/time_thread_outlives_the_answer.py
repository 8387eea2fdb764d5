# expect: pass
# attack: a thread that never ends, which must not keep the process alive
import threading


def solve(values):
    threading.Thread(target=threading.Event().wait).start()
    return sorted(values)
