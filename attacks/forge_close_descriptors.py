# expect: died
# attack: close every descriptor without an answer; the harness must not wait
def solve(values):
    os.closerange(0, 4096)
    return sorted(values)
