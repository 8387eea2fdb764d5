# expect: raised
# attack: __class__ says list, type() does not (51)
class Liar:
    __class__ = list

    def __len__(self):
        return 0

    def __iter__(self):
        return iter(())


def solve(values):
    return Liar()
