# expect: timeout
# attack: block and ignore every signal that a timer could send
# gain: hang
import signal


def solve(values):
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    except OSError:
        pass
    while True:
        pass
