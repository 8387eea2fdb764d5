# expect: wrong imports=numpy
# attack: a scalar with a false item()
import numpy


class Number(numpy.float64):
    def item(self):
        return [1]


def solve(values):
    return Number(1)
