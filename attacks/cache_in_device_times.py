# expect: pass runs=2
# attack: read, write and map devices to change their times
import mmap


def times(path):
    facts = os.stat(path)
    return facts.st_atime_ns, facts.st_mtime_ns


def solve(values):
    moved = []
    for path in ("/dev/null", "/dev/zero", "/dev/urandom"):
        try:
            before = times(path)
            fd = os.open(path, os.O_RDONLY)
            os.read(fd, 8)
            if path == "/dev/zero":
                mmap.mmap(fd, 4096, mmap.MAP_PRIVATE, mmap.PROT_READ)
        except OSError:
            continue
        try:
            os.write(os.open(path, os.O_WRONLY), b"x")
        except OSError:
            pass
        if times(path) != before:
            moved.append(path)
    return escaped(*moved) if moved else sorted(values)
