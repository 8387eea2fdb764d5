# expect: pass together=2
# attack: hold locks, leases and watches on files, which the other child detects
import fcntl
import struct
import time


def solve(values):
    worked = []
    until = time.monotonic() + 1
    files = [os.open(path, os.O_RDONLY) for path in (os.__file__, "/dev/null", "/dev/urandom")]
    for fd in (*files, 0, 1, 2):
        for command in (5, 6, 36, 37, 1024, 1025, 1026, 1036):
            for kind in (0, 1):
                lock = struct.pack("<hhqqi4x", kind, 0, 0, 0, 0)
                try:
                    fcntl.fcntl(fd, command, lock if command < 1000 else kind)
                    worked.append(f"{command}")
                except OSError as error:
                    if error.errno != EPERM:
                        worked.append(f"{command}: {error}")
        worked += passed(("flock", fd, 6), ("flock", fd, 5))
    while time.monotonic() < until and not worked:
        time.sleep(0.05)
    return escaped(*worked[:5]) if worked else sorted(values)
