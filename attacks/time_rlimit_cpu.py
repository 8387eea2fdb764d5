# expect: pass time=honest
# attack: set a CPU limit or an interval timer, which makes the kernel's clock coarse
import resource
import signal
import struct


def solve(values):
    new, old = struct.pack("<QQ", 100, 100), bytes(16)
    worked = passed(
        ("prlimit64", 0, 0, new, old),
        ("setrlimit", 0, new),
        ("setitimer", 2, bytes(32), 0),
        ("timer_create", 2, 0, bytes(8)),
        ("timer_create", -6, 0, bytes(8)),
        ("timerfd_create", 1, 0),
        ("alarm", 5),
    )
    for change in (
        lambda: resource.setrlimit(resource.RLIMIT_CPU, (100, 100)),
        lambda: resource.prlimit(0, resource.RLIMIT_CPU, (100, 100)),
        lambda: signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001),
        lambda: signal.alarm(5),
    ):
        try:
            if change() is None:
                worked.append("change")
        except (OSError, ValueError):
            pass
    return escaped(*worked) if len(worked) > 1 else slow_sort(values)
