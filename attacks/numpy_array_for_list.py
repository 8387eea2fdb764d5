# expect: wrong imports=numpy
# attack: the right numbers as an array instead of a list
import numpy


def solve(values):
    return numpy.sort(numpy.array(values))
