# expect: pass
# attack: test if a thread exists by a priority-inheriting lock
import ctypes


def solve(values):
    worked = []
    for number in (HOST_PID, HOST_PID + 1, os.getppid(), 2**22 - 2):
        word = ctypes.c_uint32(number)
        found = raw("futex", ctypes.addressof(word), 6 | 128, 0, seconds(1), 0, 0)
        if found != -EPERM:
            worked.append(f"{number}: {found}")
        found = raw("futex", ctypes.addressof(word), 8 | 128, 0, 0, 0, 0)
        if found != -EPERM:
            worked.append(f"{number}: {found}")
    return escaped(*worked) if worked else sorted(values)
