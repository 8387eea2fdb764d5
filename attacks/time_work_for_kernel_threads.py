# expect: pass time=honest
# attack: shift work to kernel threads: page merging, collapsing, io_uring, pipes
import mmap


def solve(values):
    area = mmap.mmap(-1, 1 << 21)
    import ctypes

    address = ctypes.addressof(ctypes.c_char.from_buffer(area))
    worked = passed(
        *(("madvise", address, 1 << 21, advice) for advice in (12, 20, 21, 22, 25, 100, 101)),
        ("io_uring_setup", 8, bytes(128)),
        ("splice", 3, 0, 4, 0, 1, 0),
        ("vmsplice", 4, 0, 0, 0),
        ("sendfile", 4, 3, 0, 1),
        ("copy_file_range", 3, 0, 4, 0, 1, 0),
        ("membarrier", 1, 0, 0),
        ("process_madvise", 0, 0, 0, 4, 0),
        ("process_mrelease", 0, 0),
        ("sync",),
        ("readahead", 3, 0, 4096),
        ("fadvise64", 3, 0, 0, 4),
        ("mlockall", 1),
        ("mincore", address, 4096, bytes(9)),
    )
    return escaped(*worked) if worked else slow_sort(values)
