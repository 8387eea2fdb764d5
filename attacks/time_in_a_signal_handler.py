# expect: pass time=honest
# attack: do the work in a signal handler, started from another thread
# gain: time
import signal

answer = []


def solve(values):
    try:
        signal.signal(signal.SIGUSR1, lambda *_: answer.append(slow_sort(values)))
        signal.raise_signal(signal.SIGUSR1)
    except (OSError, ValueError):
        pass
    return answer[0] if answer else slow_sort(values)
