# expect: died
# attack: abort()
def solve(values):
    os.abort()
