# expect: raised
# attack: sys.exit(0) instead of an answer
def solve(values):
    sys.exit(0)
