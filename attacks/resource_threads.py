# expect: pass|memory
# attack: start as many threads as possible
import _thread
import time


def solve(values):
    _thread.stack_size(32768)
    started = 0
    try:
        while started < 20_000:
            _thread.start_new_thread(time.sleep, (60,))
            started += 1
    except (RuntimeError, MemoryError):
        pass
    return escaped(started) if started > 6000 else sorted(values)
