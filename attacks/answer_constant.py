# expect: wrong
# attack: a constant answer
def solve(values):
    return [1, 2, 3]
