# expect: wrong
# attack: a list that does its work when it is read; it counts as its contents
class Lazy(list):
    def __iter__(self):
        return iter(slow_sort(list.__iter__(self)))

    def __eq__(self, other):
        return True


def solve(values):
    return Lazy(values)
