# expect: wrong
# attack: change the arguments in place, so that a comparison with them would succeed
def solve(values):
    frame = sys._getframe()
    while "calls" not in frame.f_locals:
        frame = frame.f_back
    frame.f_locals["calls"][0] = ([],)
    values.clear()
    return values
