# expect: raised
# attack: write the answer in __del__ of the returned object
class Late:
    def __init__(self, values):
        self.values = values

    def __del__(self):
        say(returned(slow_sort(self.values)))


def solve(values):
    late = Late(values)
    late.itself = late
    return late
