# expect: raised
# attack: KeyboardInterrupt, which careless harnesses let through
def solve(values):
    raise KeyboardInterrupt
