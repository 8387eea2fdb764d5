# expect: wrong imports=numpy
# attack: the right numbers as an array where a list is asked for
import numpy


def solve(values):
    return numpy.sort(numpy.array(values))
