# expect: died
# attack: os._exit(0) instead of an answer
def solve(values):
    os._exit(0)
