# expect: wrong
# attack: return an empty list, which a thread fills after it was sent
import threading
import time


def solve(values):
    answer = []

    def later():
        time.sleep(0.05)
        answer.extend(sorted(values))

    threading.Thread(target=later).start()
    return answer
