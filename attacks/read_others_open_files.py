# expect: pass
# attack: pipes and sockets of the host and of other children through /proc/PID/fd
def solve(values):
    worked = []
    for pid in {os.getppid(), HOST_PID, *range(HOST_PID - 20, HOST_PID + 100)} - {os.getpid()}:
        for fd in range(30):
            for flags in (os.O_RDONLY | os.O_NONBLOCK, os.O_WRONLY | os.O_NONBLOCK):
                try:
                    os.close(os.open(f"/proc/{pid}/fd/{fd}", flags))
                    worked.append(f"/proc/{pid}/fd/{fd}")
                except OSError:
                    pass
            try:
                worked.append(os.readlink(f"/proc/{pid}/fd/{fd}"))
            except OSError:
                pass
    return escaped(*worked) if worked else sorted(values)
