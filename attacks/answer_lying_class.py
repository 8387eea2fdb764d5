# expect: raised
# attack: an object whose __class__ is list and whose type() is not
class Liar:
    __class__ = list

    def __len__(self):
        return 0

    def __iter__(self):
        return iter(())


def solve(values):
    return Liar()
