# expect: wrong
# attack: the input is emptied, so that a judge that works out the answer afterwards finds nothing to sort
# gain: accepted
def solve(values):
    values.clear()
    return values
