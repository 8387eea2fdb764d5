# expect: wrong
# attack: a constant answer (26)
def solve(values):
    return [1, 2, 3]
