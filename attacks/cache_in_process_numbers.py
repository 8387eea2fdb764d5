# expect: pass runs=2
# attack: each thread takes a number of the whole machine's, which the next child sees in its own
import threading


def solve(values):
    numbers = [os.getpid()]
    for _ in range(5):
        thread = threading.Thread(target=lambda: numbers.append(threading.get_native_id()))
        thread.start()
        thread.join()
    if numbers != sorted(numbers) or numbers[-1] > 1 + 5 * 64:
        return escaped(*numbers)
    return sorted(values)
