# expect: raised
# attack: a list that contains itself (48)
def solve(values):
    values[5:] = [values]
    return values
