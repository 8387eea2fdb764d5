# expect: timeout
# attack: cancel the judge's alarms, interval timers and timer threads
# gain: hang
import faulthandler
import signal
import threading


def solve(values):
    for cancel in (
        lambda: signal.alarm(0),
        lambda: signal.setitimer(signal.ITIMER_REAL, 0),
        lambda: signal.setitimer(signal.ITIMER_PROF, 0),
        faulthandler.cancel_dump_traceback_later,
        *(thread.cancel for thread in threading.enumerate() if isinstance(thread, threading.Timer)),
    ):
        try:
            cancel()
        except (OSError, ValueError):
            pass
    while True:
        pass
