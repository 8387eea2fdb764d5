# expect: pass time=honest
# attack: change affinity, niceness and scheduling class, of itself and of others
import struct


def solve(values):
    param, mask = struct.pack("<i", 1), b"\1" + bytes(127)
    worked = passed(
        *(
            call
            for pid in (0, os.getppid(), HOST_PID)
            for call in (
                ("sched_setaffinity", pid, 128, mask),
                ("sched_setscheduler", pid, 3, bytes(4)),
                ("sched_setscheduler", pid, 1, param),
                ("sched_setattr", pid, struct.pack("<IIQiIQQQ", 48, 5, 0, 0, 0, 0, 0, 0), 0),
                ("setpriority", 0, pid, 19),
                ("ioprio_set", 1, pid, 0),
            )
        )
    )
    for change in (
        lambda: os.nice(5),
        lambda: os.sched_setaffinity(0, {0}),
        lambda: os.sched_yield() or 1 / 0,
    ):
        try:
            change()
            worked.append("change")
        except (OSError, ZeroDivisionError):
            pass
    return escaped(*worked) if worked else slow_sort(values)
