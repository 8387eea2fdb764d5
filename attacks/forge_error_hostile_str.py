# expect: raised
# attack: an exception whose text raises
class E(Exception):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


def solve(values):
    raise E
