# expect: memory|raised|died|timeout
# attack: many threads allocate together
import threading


def solve(values):
    kept = []

    def grow():
        while True:
            kept.append(bytearray(1 << 20))

    threads = [threading.Thread(target=grow) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    raise MemoryError
