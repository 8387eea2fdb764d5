# expect: wrong
# attack: a plain list of ints that equal everything
class Number(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def solve(values):
    return [Number(v) for v in values]
