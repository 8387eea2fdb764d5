# expect: pass time=honest
# attack: the work is done by another thread while the measured one sleeps (6)
import threading


def solve(values):
    answer = []
    worker = threading.Thread(target=lambda: answer.extend(slow_sort(values)))
    worker.start()
    worker.join()
    return answer
