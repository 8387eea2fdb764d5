# expect: pass together=2
# attack: set five limits, which other children of the same user read
import ctypes
import resource
import time

WORD = 1_234_567_000


def solve(values):
    until = time.monotonic() + 1.5
    if ROLE == 0:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (WORD, hard))
        time.sleep(1.5)
        return sorted(values)
    limits = (ctypes.c_uint64 * 2)()
    heard = []
    me = os.getpid()
    while time.monotonic() < until and not heard:
        for number in [*range(2, 200), *range(max(2, me - 60), me + 60), os.getppid()]:
            if (
                number not in (0, me)
                and raw("prlimit64", number, 2, 0, ctypes.addressof(limits)) == 0
            ):
                heard.append(f"{number}: {limits[0]}")
        time.sleep(0.05)
    return escaped(*heard[:5]) if heard else sorted(values)
