# expect: pass runs=2
# attack: write to mapped files and to the zygote's pages
import mmap


def solve(values):
    worked = []
    fd = os.open(os.__file__, os.O_RDONLY)
    for flags, protection in (
        (mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE),
        (mmap.MAP_SHARED, mmap.PROT_WRITE),
    ):
        try:
            mmap.mmap(fd, 4096, flags, protection)[:1] = b"x"
            worked.append("mapped")
        except (OSError, ValueError):
            pass
    import ctypes

    area = mmap.mmap(fd, 4096, mmap.MAP_SHARED, mmap.PROT_READ)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    address = libc.mmap(None, ctypes.c_size_t(4096), 1, 1, fd, ctypes.c_long(0))
    if libc.mprotect(ctypes.c_void_p(address), ctypes.c_size_t(4096), 3) == 0:
        worked.append("mprotect")
    # private pages of the zygote: what is written here must be gone in the next child
    if sys.modules["sys"].__dict__.get("poison"):
        worked.append("poison")
    sys.poison = True
    return escaped(*worked) if worked else sorted(values)
