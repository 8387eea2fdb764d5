# expect: died|raised
# attack: unlimited recursion
def solve(values):
    sys.setrecursionlimit(2**31 - 1)

    class Deep:
        def __repr__(self):
            return repr(self)

    def fall(depth):
        return [repr(Deep()), fall(depth + 1)]

    return fall(0)
