# expect: died
# attack: the answer's descriptor is made another file (45)
def solve(values):
    os.dup2(os.open("/dev/null", os.O_WRONLY), 4)
    return sorted(values)
