# expect: wrong
# attack: empty every list of this length in the heap, including the expected answer
# gain: accepted
import gc


def solve(values):
    length = len(values)
    for thing in gc.get_objects():
        if type(thing) is list and len(thing) == length:
            thing.clear()
    return []
