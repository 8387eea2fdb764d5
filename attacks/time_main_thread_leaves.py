# expect: pass time=honest
# attack: end only the main thread, so that the process looks dead while a thread works
import threading


def solve(values):
    def work():
        say(returned(slow_sort(values)))
        os._exit(0)

    threading.Thread(target=work).start()
    raw("exit", 0)
