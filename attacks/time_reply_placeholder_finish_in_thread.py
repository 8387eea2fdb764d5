# expect: died
# attack: send a placeholder first, and the answer in a second frame from a thread
import threading


def solve(values):
    say(returned(None))
    worker = threading.Thread(target=lambda: say(returned(slow_sort(values))))
    worker.start()
    worker.join()
    os._exit(0)
