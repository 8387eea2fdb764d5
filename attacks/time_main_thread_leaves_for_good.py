# expect: timeout
# attack: end the main thread while another thread waits forever
import threading


def solve(values):
    say(returned(sorted(values)))
    threading.Thread(target=threading.Event().wait).start()
    raw("exit", 0)
