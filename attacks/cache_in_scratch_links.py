# expect: pass runs=2
# attack: make links, pipes, sockets and devices in the scratch folder; move files in and out
import socket


def solve(values):
    path = f"{SCRATCH or '/tmp'}/x"
    worked = []
    if SCRATCH:
        open(path, "w").write("x")
        os.mkdir(path + "_folder")
    for attempt in (
        lambda: os.symlink("/etc/passwd", path + "_link"),
        lambda: os.symlink(SECRET_FILE, path + "_link"),
        lambda: os.link(path, path + "_hard"),
        lambda: os.mkfifo(path + "_fifo"),
        lambda: os.mknod(path + "_node"),
        lambda: os.mknod(path + "_zero", 0o20666, os.makedev(1, 5)),
        lambda: socket.socket(socket.AF_UNIX).bind(path + "_socket"),
        lambda: os.rename(path, f"{CANARY}/moved"),
        lambda: os.rename(f"{CANARY}/writable", path),
        lambda: os.rename(path, "/moved"),
        lambda: os.rename(path, "/dev/null"),
        lambda: os.rename(os.__file__, path),
        lambda: os.rename(SCRATCH or "/tmp", "/moved"),
        lambda: os.rmdir("/dev"),
        lambda: os.unlink("/dev/null"),
        lambda: os.unlink(SECRET_FILE),
        lambda: os.mkdir(f"{CANARY}/made"),
        lambda: os.mkdir("/made"),
        lambda: os.mkdir(f"{path}_folder/../../made"),
        lambda: os.unlink(os.__file__),
        lambda: os.chroot(path + "_folder"),
        lambda: os.chmod(path, 0o4777),
        lambda: os.chdir("/"),
    ):
        try:
            attempt()
            worked.append(attempt.__code__.co_consts)
        except OSError:
            pass
    return escaped(*worked) if worked else sorted(values)
