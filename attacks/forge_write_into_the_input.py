# expect: pass
# attack: the input's pipe is written to, for the next one who reads from it (45)
def solve(values):
    for fd in (3, 0):
        try:
            os.write(fd, b"x" * 100)
        except OSError:
            pass
    return sorted(values)
