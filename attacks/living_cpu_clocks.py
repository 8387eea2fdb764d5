# expect: pass together=2
# attack: one child computes or waits, and another reads these bits from its CPU clock
import time


def solve(values):
    until = time.monotonic() + 1.2
    heard = set()
    me = os.getpid()
    while time.monotonic() < until:
        if ROLE == 0:
            sum(range(20000))
            time.sleep(0.02)
            continue
        for number in [*range(2, 200), *range(me - 50, me + 50), *range(HOST_PID, HOST_PID + 300)]:
            if number <= 0 or number == me:
                continue
            try:
                time.clock_gettime(~number << 3 | 2)
                heard.add(number)
            except OSError:
                pass
        time.sleep(0.1)
    return escaped(*sorted(heard)[:5]) if heard else sorted(values)
