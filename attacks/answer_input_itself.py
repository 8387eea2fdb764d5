# expect: wrong
# attack: return the input unchanged
def solve(values):
    return values
