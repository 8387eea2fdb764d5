# expect: pass runs=3
# attack: flags and offsets of descriptors inherited from the zygote outlive the child
import fcntl


def solve(values):
    worked = []
    for fd in range(64):
        try:
            flags = fcntl.fcntl(fd, fcntl.F_GETFL)
        except OSError:
            continue
        if flags & (os.O_NONBLOCK | os.O_APPEND):
            worked.append(f"descriptor {fd} has flags {flags:#x}")
        try:
            if os.lseek(fd, 0, os.SEEK_CUR):
                worked.append(f"descriptor {fd} has an offset")
        except OSError:
            pass
        if fd > 4:
            worked.append(f"descriptor {fd} was left open")
    for fd in (0, 1, 2):
        for attempt in (
            lambda: fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND),
            lambda: os.lseek(fd, 77, os.SEEK_SET),
        ):
            try:
                attempt()
            except OSError:
                pass
    return escaped(*worked) if worked else sorted(values)
