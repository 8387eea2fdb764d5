# expect: died
# attack: replace the answer's descriptor with another file
def solve(values):
    os.dup2(os.open("/dev/null", os.O_WRONLY), 4)
    return sorted(values)
