# expect: raised|memory
# attack: anonymous mappings, shared ones and huge pages
import mmap


def solve(values):
    kept = []
    for flags in (mmap.MAP_SHARED, mmap.MAP_PRIVATE, mmap.MAP_PRIVATE | 0x40000):
        try:
            while True:
                area = mmap.mmap(-1, 64 << 20, flags | mmap.MAP_ANONYMOUS)
                kept.append(area)
                if len(kept) * 64 > 4096:
                    return escaped("four gigabytes")
        except OSError:
            pass
    raise MemoryError("as expected")
