# expect: pass
# attack: every system call that is not on the list, by number, and all of them in the x32 numbering (65)
LISTED = """
0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 19 20 21 23 24 25 26 28 32 33 35 39 56 60 63 72 79 89 96
97 98 99 100 102 104 107 108 110 131 157 158 186 201 202 204 217 218 219 228 229 230 231 257 262 267
269 270 271 273 292 302 309 318 332 334 435 436 439
""".split()
# 335 and 336 are the ends of uprobes: the kernel answers them itself, with a signal.
LISTED = set(map(int, LISTED)) | {335, 336}


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
