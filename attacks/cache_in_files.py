# expect: pass runs=2
# attack: store results on disk, in any writable place
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
    worked, own = [], set()
    for place in places():
        path = os.path.join(place, "effbench_cache")
        try:
            open(path).close()
            if path not in own:
                worked.append("read " + path)
        except OSError:
            pass
        # In the scratch folder they are allowed: the next child looks for them above.
        files = [
            lambda: open(path, "w").write("x"),
            lambda: os.mkdir(path + "_folder"),
        ]
        for attempt in (
            *(files if not in_scratch(path) else ()),
            lambda: os.close(os.open(place, os.O_RDWR | os.O_TMPFILE, 0o600)),
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
        if in_scratch(path):
            try:
                for attempt in files:
                    attempt()
            except OSError:  # "." is the same folder; others are not there
                pass
            own |= {path, os.path.join(".", os.path.basename(path))}
    try:
        tempfile.TemporaryFile()
        if not SCRATCH:
            worked.append("a temporary file")
    except OSError:
        pass
    return escaped(*worked) if worked else sorted(values)
