# expect: died
# attack: every descriptor is closed: no answer, and the harness must not wait (45)
def solve(values):
    os.closerange(0, 4096)
    return sorted(values)
