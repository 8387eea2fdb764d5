# expect: pass
# attack: every system call that is not on the list, by number, and all of them in the x32 numbering
# 335 and 336 are the ends of uprobes: the kernel answers them itself, with a signal.
LISTED = {*LISTED_CALLS, 335, 336}


def solve(values):
    if platform.machine() != "x86_64":
        return sorted(values)
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    worked = []
    zero = ctypes.c_long(0)
    for which in [n for n in range(600) if n not in LISTED] + [0x40000000 + n for n in range(600)]:
        if (
            libc.syscall(ctypes.c_long(which), zero, zero, zero, zero, zero, zero) != -1
            or ctypes.get_errno() != EPERM
        ):
            worked.append(which)
    return escaped(*worked) if worked else sorted(values)
