# expect: wrong
# attack: a list that sorts itself when the judge first reads it, after the clock has stopped
# gain: time
class Later(list):
    def _now(self):
        list.sort(self)
        return self

    def __eq__(self, other):
        return list.__eq__(self._now(), other)

    def __getitem__(self, place):
        return list.__getitem__(self._now(), place)

    def __iter__(self):
        return list.__iter__(self._now())


def solve(values):
    return Later(values)
