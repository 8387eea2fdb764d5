# expect: died
# attack: swap the pipes
def solve(values):
    keep = os.dup(4)
    os.dup2(3, 4)
    os.dup2(keep, 3)
    return sorted(values)
