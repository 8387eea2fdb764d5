# expect: pass runs=2
# attack: create threads to advance the machine's counter, which the next child can read
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
