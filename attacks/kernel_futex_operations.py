# expect: pass
# attack: futex operations that reach beyond the process, in the old call and in the new ones
import ctypes

PRIVATE, DAY_CLOCK = 128, 256


def solve(values):
    word = ctypes.c_uint32(0)
    own, library = ctypes.addressof(word), map_of_a_library(shared=True)
    worked = []
    for flags in (0, DAY_CLOCK):
        for operation in range(2, 14):
            for address in (own, library):
                if operation == 9:
                    continue  # waiting is tried by living_futex_on_private_pages
                found = raw("futex", address, operation | flags, 0, seconds(0), own, 0)
                if found not in (-EPERM, -ENOSYS) and (operation, found) != (10, 0):
                    worked.append(f"{operation} {flags}: {found}")
    for operation in (2, 6, 7, 8, 11, 12, 13):  # passing priority on, by a thread's number
        found = raw("futex", own, operation | PRIVATE, 0, seconds(0), own, 0)
        if found not in (-EPERM, -ENOSYS):
            worked.append(f"private {operation}: {found}")
    worked += passed(
        ("futex_waitv", bytes(24), 1, 0, 0, 0),
        ("futex_wake", library, -1, 1, 2),
        ("futex_wait", library, 0, -1, 2, seconds(0), 0),
        ("futex_requeue", bytes(48), 0, 1, 1),
    )
    return escaped(*worked) if worked else sorted(values)
