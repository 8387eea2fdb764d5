# expect: pass runs=2
# attack: a file lock, lease or notification as a channel to other children
import fcntl
import struct


def solve(values):
    fd = os.open(os.__file__, os.O_RDONLY)
    lock = struct.pack("<hhqqi4x", 0, 0, 0, 1, 0)
    worked = passed(("flock", fd, 1))
    for command in (6, 7, 37, 38, 1024, 1026, 10, 8, 15, 1031, 1033):
        try:
            fcntl.fcntl(fd, command, lock)
            worked.append(f"fcntl {command}")
        except OSError as error:
            if error.errno != EPERM:
                worked.append(f"fcntl {command}: {error}")
    for attempt in (lambda: fcntl.flock(fd, fcntl.LOCK_EX), lambda: fcntl.lockf(fd, fcntl.LOCK_SH)):
        try:
            attempt()
            worked.append("lock")
        except OSError:
            pass
    return escaped(*worked) if worked else sorted(values)
