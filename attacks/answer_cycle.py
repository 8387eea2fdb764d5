# expect: raised
# attack: a list that contains itself
def solve(values):
    values[5:] = [values]
    return values
