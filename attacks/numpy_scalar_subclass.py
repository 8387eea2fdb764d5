# expect: wrong imports=numpy
# attack: a scalar whose item() lies (51)
import numpy


class Number(numpy.float64):
    def item(self):
        return [1]


def solve(values):
    return Number(1)
