# expect: pass
# attack: O_PATH descriptors, file handles and magic links around the path rules
def solve(values):
    worked = []
    for path in (
        SECRET_FILE,
        REPOSITORY + "/pyproject.toml",
        "/etc/passwd",
        "/proc/self/mem",
        "/proc/self/root/etc/passwd",
        f"/proc/{HOST_PID}/root/etc/passwd",
        f"/proc/{HOST_PID}/cwd/pyproject.toml",
        "/proc/self/task/1/root/etc/passwd",
        os.__file__ + "/../../../../../../etc/passwd",
    ):
        try:
            fd = os.open(path, os.O_PATH)
        except OSError:
            continue
        for again in (f"/proc/self/fd/{fd}", f"/dev/fd/{fd}", f"/proc/thread-self/fd/{fd}"):
            try:
                os.close(os.open(again, os.O_RDONLY))
                worked.append(path)
            except OSError:
                pass
        try:
            os.read(fd, 1)
            worked.append(path)
        except OSError:
            pass
    worked += passed(
        ("name_to_handle_at", -100, b"/etc/passwd", bytes(256), bytes(8), 0),
        ("open_by_handle_at", -100, bytes(64), 0),
        ("openat2", -100, b"/etc/passwd", bytes(24), 24),
        ("chroot", b"/"),
        ("kcmp", HOST_PID, os.getpid(), 0, 0, 0),
    )
    return escaped(*worked) if worked else sorted(values)
