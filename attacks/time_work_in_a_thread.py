# expect: pass time=honest
# attack: do the work in another thread while the main thread sleeps
import threading


def solve(values):
    answer = []
    worker = threading.Thread(target=lambda: answer.extend(slow_sort(values)))
    worker.start()
    worker.join()
    return answer
