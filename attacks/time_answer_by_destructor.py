# expect: raised
# attack: the answer is written by __del__ of what is returned (4, 5)
class Late:
    def __init__(self, values):
        self.values = values

    def __del__(self):
        say(returned(slow_sort(self.values)))


def solve(values):
    late = Late(values)
    late.itself = late
    return late
