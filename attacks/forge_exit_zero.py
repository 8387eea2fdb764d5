# expect: raised
# attack: sys.exit(0) instead of an answer (41)
def solve(values):
    sys.exit(0)
