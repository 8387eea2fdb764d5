# expect: pass
# attack: fill the disk through open descriptors
def solve(values):
    worked = []
    for fd in range(64):
        for attempt in (
            lambda: os.ftruncate(fd, 1 << 30),
            lambda: os.posix_fallocate(fd, 0, 1 << 30),
            lambda: os.fsync(fd),
            lambda: os.pwrite(fd, b"x", 1 << 30),
            lambda: os.fchmod(fd, 0o777),
            lambda: os.fchdir(fd),
        ):
            try:
                attempt()
                worked.append(fd)
            except OSError:
                pass
    return escaped(*worked) if worked else sorted(values)
