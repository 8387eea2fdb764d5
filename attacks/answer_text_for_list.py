# expect: wrong
# attack: the answer as text, for judges that evaluate what a program says
# gain: accepted
def solve(values):
    return repr(sorted(values))
