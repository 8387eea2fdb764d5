# expect: pass together=2
# attack: evict pages of a library, and ask the kernel which pages are in memory
import ctypes
import mmap


def solve(values):
    fd = os.open(os.__file__, os.O_RDONLY)
    address = map_of_a_library(shared=True)
    present = ctypes.create_string_buffer(16)
    worked = passed(
        ("mincore", address, 4096, present),
        ("fadvise64", fd, 0, 4096, 4),
        ("readahead", fd, 0, 4096),
        (451, fd, (ctypes.c_uint64 * 2)(0, 4096), (ctypes.c_uint64 * 5)(), 0),  # cachestat
        *(("madvise", address, 4096, advice) for advice in (20, 21, 22, 25)),
        (327, fd, (ctypes.c_uint64 * 2)(ctypes.addressof(present), 16), 1, 0, 0, 8),  # RWF_NOWAIT
        ("mlock", address, 4096),
        ("process_madvise", 0, 0, 0, 4, 0),
    )
    if mmap.PAGESIZE != 4096:
        worked = []
    return escaped(*worked) if worked else sorted(values)
