# expect: raised imports=numpy
# attack: an array with an overridden __eq__
import numpy


class Array(numpy.ndarray):
    def __eq__(self, other):
        return True

    def tobytes(self):
        return b""


def solve(values):
    return numpy.array(values).view(Array)
