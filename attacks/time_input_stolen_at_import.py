# expect: pass time=honest
# attack: take the arguments from the caller's frame during the import, and work before the call
def find():
    frame = sys._getframe()
    while "calls" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["calls"]


ANSWER = slow_sort(find()[0][0])


def solve(values):
    return ANSWER
