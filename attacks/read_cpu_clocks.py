# expect: pass
# attack: read the CPU clocks of the host, the zygote and all processes
import time


def solve(values):
    worked = []
    for number in [*range(2, 400), *range(HOST_PID - 200, HOST_PID + 2000), os.getppid()]:
        if number <= 0 or number == os.getpid():
            continue
        for kind in (0, 1, 2):
            try:
                worked.append(f"{number}: {time.clock_gettime(~number << 3 | kind)}")
            except OSError as error:
                if error.errno != EPERM:
                    worked.append(f"{number}: {error}")  # it says that there is no such process
    return escaped(*worked[:5]) if worked else sorted(values)
