# expect: pass together=2
# attack: the same on a private read-only mapping, which shares the file's pages until written
import time


def solve(values):
    address = map_of_a_library(shared=False) + 128
    worked = []
    until = time.monotonic() + 1.5
    while time.monotonic() < until and not worked:
        if ROLE == 0:  # FUTEX_WAIT_BITSET for one bit, which takes an absolute time
            found = raw(
                "futex", address, 9, word_at(address), seconds(time.monotonic() + 0.05), 0, 4
            )
            if found in (0, -110):
                worked.append(f"waited: {found}")
        else:  # FUTEX_WAKE_BITSET
            found = raw("futex", address, 10, 9, 0, 0, 4)
            if found > 0:
                worked.append(f"woke {found}")
        time.sleep(0.002)
    return escaped(*worked) if worked else sorted(values)
