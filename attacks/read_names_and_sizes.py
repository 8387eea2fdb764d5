# expect: pass
# attack: read names, sizes and times with stat, where files can't be opened
def solve(values):
    worked = []
    for path in (SECRET_FILE, REPOSITORY, "/etc/passwd", "/proc/self/status", "/proc/1", "/home"):
        for attempt in (
            os.stat,
            os.lstat,
            lambda p: os.access(p, os.F_OK) or 1 / 0,
            lambda p: os.open(p, os.O_PATH),
        ):
            try:
                attempt(path)
                worked.append(path)
            except (OSError, ZeroDivisionError):
                pass
    return escaped(*worked) if worked else sorted(values)
