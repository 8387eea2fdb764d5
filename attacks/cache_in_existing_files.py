# expect: pass runs=2
# attack: change existing files: contents, length, times, modes, owners, attributes
def solve(values):
    worked = []
    for path in (
        os.__file__,
        os.path.dirname(os.__file__),
        SECRET_FILE,
        CANARY + "/writable",
        CANARY,
        "/etc/hosts",
        "/dev/null",
        "/dev/zero",
        "/usr/lib",
        "/tmp",
    ):
        for attempt in (
            lambda: os.open(path, os.O_WRONLY | os.O_APPEND) if path != "/dev/null" else open("/"),
            lambda: os.open(path, os.O_RDONLY | os.O_TRUNC) if path[:4] != "/dev" else open("/"),
            lambda: os.truncate(path, 0),
            lambda: os.utime(path, (1, 1)),
            lambda: os.chmod(path, 0o777),
            lambda: os.chown(path, os.getuid(), -1),
            lambda: os.setxattr(path, "user.effbench", b"x"),
            lambda: os.unlink(path),
            lambda: os.rmdir(path),
        ):
            try:
                attempt()
                worked.append(path)
            except OSError:
                pass
    return escaped(*worked) if worked else sorted(values)
