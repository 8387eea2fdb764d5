# expect: pass together=2
# attack: wait on a futex in a shared mapping of a library, while a second child does the work
import time


def solve(values):
    address = map_of_a_library(shared=True)
    worked = []
    until = time.monotonic() + 1.5
    while time.monotonic() < until and not worked:
        if ROLE == 0:
            found = raw("futex", address, 0, word_at(address), seconds(0.05), 0, 0)
            if found in (0, -110):  # woken, or waited for to the end
                worked.append(f"waited: {found}")
        else:
            found = raw("futex", address, 1, 9, 0, 0, 0)
            if found > 0:
                worked.append(f"woke {found}")
        time.sleep(0.002)
    return escaped(*worked) if worked else sorted(values)
