# expect: pass time=honest
# attack: the import takes the arguments out of the caller's frame and works before the call (8, 29)
def find():
    frame = sys._getframe()
    while "calls" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["calls"]


ANSWER = slow_sort(find()[0][0])


def solve(values):
    return ANSWER
