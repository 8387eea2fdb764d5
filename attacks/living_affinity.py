# expect: pass together=2
# attack: find other threads by asking which processors they may use
def solve(values):
    own = {os.getpid(), 0}
    found = []
    for number in [*range(2, 120), *range(HOST_PID, HOST_PID + 400), os.getppid()]:
        if number in own or number == 0:
            continue
        try:
            found.append(f"{number}: {len(os.sched_getaffinity(number))}")
        except OSError as error:
            if error.errno not in (EPERM, 3):
                found.append(f"{number}: {error}")
    return escaped(*found[:4]) if found else sorted(values)
