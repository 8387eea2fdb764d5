# expect: pass runs=3
# attack: use the scratch folder without a trace, so that it is not replaced
def solve(values):
    if not SCRATCH:
        return sorted(values)
    worked = []
    for attempt in (
        lambda: os.open(SCRATCH, os.O_RDWR | os.O_TMPFILE, 0o600),
        lambda: os.open(SCRATCH, os.O_WRONLY | os.O_TMPFILE | os.O_EXCL, 0o600),
        lambda: os.utime(SCRATCH, ns=(0, 0)),
        lambda: os.chmod(SCRATCH, 0o777),
        lambda: os.setxattr(SCRATCH, "user.x", b"x"),
    ):
        try:
            attempt()
            worked.append(attempt.__code__.co_names)
        except OSError:
            pass
    path = f"{SCRATCH}/x"
    open(path, "w").close()
    if os.stat(path).st_ino != 2:
        worked.append(f"the first file is {os.stat(path).st_ino}")
    os.unlink(path)
    for _ in range(500):
        open(path, "w").close()
        os.unlink(path)
    return escaped(*worked) if worked else sorted(values)
