# expect: pass
# attack: test if a process exists by its clock's resolution and by sleeping on it
def solve(values):
    worked = []
    for number in (HOST_PID, os.getppid(), 1, 2, 2**22 - 2):
        if number in (0, os.getpid()):
            continue
        clock = ~number << 3 | 2
        for found in (
            raw("clock_getres", clock, bytes(16)),
            raw("clock_nanosleep", clock, 0, seconds(0.01), 0),
            raw("clock_nanosleep", clock, 1, seconds(0), 0),
        ):
            if found != -EPERM:
                worked.append(f"{number}: {found}")
    return escaped(*worked) if worked else sorted(values)
