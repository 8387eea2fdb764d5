# expect: wrong
# attack: the input is returned as it is (39)
def solve(values):
    return values
