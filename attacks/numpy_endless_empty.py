# expect: raised imports=numpy
# attack: an empty array with 2**40 rows
import numpy


def solve(values):
    return numpy.empty((2**40, 0))
