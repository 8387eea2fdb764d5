# expect: timeout
# attack: blocked for ever in a read of the harness's own pipe (62)
def solve(values):
    os.read(3, 1)
    return sorted(values)
