# expect: timeout
# attack: block forever in a read of the harness's own pipe
def solve(values):
    os.read(3, 1)
    return sorted(values)
