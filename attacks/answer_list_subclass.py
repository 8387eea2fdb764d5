# expect: wrong
# attack: a list that works only when it is looked at; it counts as what it holds (5, 51)
class Lazy(list):
    def __iter__(self):
        return iter(slow_sort(list.__iter__(self)))

    def __eq__(self, other):
        return True


def solve(values):
    return Lazy(values)
