# expect: pass runs=2
# attack: results kept on disk, wherever it may be writable (21, 58)
import mmap
import tempfile


def places():
    yield from (
        "/tmp",
        "/var/tmp",
        "/dev/shm",
        "/dev",
        "/dev/mqueue",
        "/run",
        "/run/lock",
        "/run/user",
        "/",
        "/home",
        "/root",
        "/etc",
        "/usr/lib",
        "/packages",
        "/proc/self",
        "/sys",
        "/mnt",
        CANARY,
        REPOSITORY,
        ".",
    )
    yield from sys.path
    yield os.path.dirname(os.__file__)


def solve(values):
    worked = []
    for place in places():
        path = os.path.join(place, "effbench_cache")
        try:
            open(path).close()
            worked.append("read " + path)
        except OSError:
            pass
        for attempt in (
            lambda: open(path, "w").write("x"),
            lambda: os.close(os.open(place, os.O_RDWR | os.O_TMPFILE, 0o600)),
            lambda: os.mkdir(path + "_folder"),
            lambda: os.symlink("x", path + "_link"),
            lambda: os.link(os.__file__, path + "_hard"),
            lambda: os.mkfifo(path + "_fifo"),
            lambda: os.mknod(path + "_node"),
            lambda: os.rename(os.__file__, path),
        ):
            try:
                attempt()
                worked.append(path)
            except OSError:
                pass
    try:
        tempfile.TemporaryFile()
        worked.append("a temporary file")
    except OSError:
        pass
    return escaped(*worked) if worked else sorted(values)
