# expect: raised imports=numpy
# attack: an array of objects that are equal to everything
import numpy


class Always:
    def __eq__(self, other):
        return True


def solve(values):
    return numpy.array([Always() for _ in values], dtype=object)
