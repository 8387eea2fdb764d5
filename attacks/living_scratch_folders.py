# expect: pass together=2
# attack: look for a file in the folder of a simultaneous child
import time


def solve(values):
    if not SCRATCH:
        return sorted(values)
    until = time.monotonic() + 1.0
    if ROLE == 0:
        os.mkdir(f"{SCRATCH}/letters")
        with open(f"{SCRATCH}/letter", "wb") as file:
            file.write(bytes(32 << 20))
        time.sleep(1.0)
        return sorted(values)
    heard = []
    while time.monotonic() < until and not heard:
        heard = os.listdir(SCRATCH)
        time.sleep(0.05)
    return escaped(*heard) if heard else sorted(values)
