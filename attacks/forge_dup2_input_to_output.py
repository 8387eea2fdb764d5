# expect: died
# attack: the pipes are swapped (45)
def solve(values):
    keep = os.dup(4)
    os.dup2(3, 4)
    os.dup2(keep, 3)
    return sorted(values)
