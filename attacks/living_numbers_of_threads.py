# expect: pass together=2
# attack: take thread numbers from the common counter, and see how many the other child took
import threading
import time


def number_of_a_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(threading.get_native_id()))
    thread.start()
    thread.join()
    return found[0]


def solve(values):
    until = time.monotonic() + 0.8
    if ROLE == 0:
        for _ in range(300):
            number_of_a_thread()
            time.sleep(0.002)
        return sorted(values)
    first, taken = number_of_a_thread(), 1
    while time.monotonic() < until:
        time.sleep(0.05)
        last, taken = number_of_a_thread(), taken + 1
    others = last - first - (taken - 1)
    return escaped(others) if others > 20 else sorted(values)
