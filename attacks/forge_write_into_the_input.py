# expect: pass
# attack: write to the input's pipe, for its next reader
def solve(values):
    for fd in (3, 0):
        try:
            os.write(fd, b"x" * 100)
        except OSError:
            pass
    return sorted(values)
