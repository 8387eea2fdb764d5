# expect: wrong
# attack: every list of this length in the heap is emptied, the expected answer among them
# gain: accepted
import gc


def solve(values):
    length = len(values)
    for thing in gc.get_objects():
        if type(thing) is list and len(thing) == length:
            thing.clear()
    return []
