# expect: timeout
# attack: a dead main thread and one that waits for ever: nobody else answers for the process (3, 62)
import threading


def solve(values):
    say(returned(sorted(values)))
    threading.Thread(target=threading.Event().wait).start()
    raw("exit", 0)
