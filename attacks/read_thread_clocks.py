# expect: pass
# attack: read the CPU clocks of other processes' threads by trying numbers
import threading
import time


def solve(values):
    own = {0, threading.get_native_id()}
    assert time.clock_gettime(time.pthread_getcpuclockid(threading.get_ident())) > 0
    worked = []
    for number in [*range(1, 400), *range(HOST_PID - 200, HOST_PID + 2000), os.getppid()]:
        if number in own:
            continue
        for kind in (4, 5, 6):
            try:
                worked.append(f"{number}: {time.clock_gettime(~number << 3 | kind)}")
            except OSError:
                pass
    return escaped(*worked[:5]) if worked else sorted(values)
