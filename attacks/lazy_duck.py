# expect: raised
# attack: an object that has a list's methods and does the work when one of them is called
# gain: time
class Duck:
    def __init__(self, values):
        self.values, self.done = values, None

    def _now(self):
        if self.done is None:
            self.done = sorted(self.values)
        return self.done

    def __len__(self):
        return len(self.values)

    def __getitem__(self, place):
        return self._now()[place]

    def __iter__(self):
        return iter(self._now())

    def __eq__(self, other):
        return self._now() == other

    def __reduce__(self):
        return list, (self._now(),)


def solve(values):
    return Duck(values)
