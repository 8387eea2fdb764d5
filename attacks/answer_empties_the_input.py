# expect: wrong
# attack: empty the input, for judges that compute the right answer from it afterwards
# gain: accepted
def solve(values):
    values.clear()
    return values
