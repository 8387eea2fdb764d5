# expect: wrong
# attack: an empty list is returned, a thread fills it when it has been sent (4, 39)
import threading
import time


def solve(values):
    answer = []

    def later():
        time.sleep(0.05)
        answer.extend(sorted(values))

    threading.Thread(target=later).start()
    return answer
