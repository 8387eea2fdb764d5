# expect: pass
# attack: the same, through every system call that returns access times
import ctypes


def solve(values):
    fd = os.open(os.__file__, os.O_RDONLY)
    path, here = os.__file__.encode(), -100
    facts = ctypes.create_string_buffer(512)
    calls = [
        ("stat", path, facts),
        ("lstat", path, facts),
        ("fstat", fd, facts),
        ("newfstatat", here, path, facts, 0),
        ("newfstatat", fd, b"", facts, 0x1000),
        ("newfstatat", here, path, facts, 0x1000),
        ("newfstatat", os.open(os.__file__, os.O_PATH), b"", facts, 0x1000),
        ("statx", here, path, 0, 0x20, facts),
    ]
    if SCRATCH:  # at this tier every mount that is not made for the child is read-only
        return sorted(values)
    worked = passed(*calls)
    return escaped(*worked) if worked else sorted(values)
