# expect: wrong
# attack: the arguments are changed where they are kept, so that a comparison with them would hold (38, 39)
def solve(values):
    frame = sys._getframe()
    while "calls" not in frame.f_locals:
        frame = frame.f_back
    frame.f_locals["calls"][0] = ([],)
    values.clear()
    return values
