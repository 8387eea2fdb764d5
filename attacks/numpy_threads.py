# expect: pass imports=numpy
# attack: linear algebra in the threads of a library
import numpy


def solve(values):
    a = numpy.ones((300, 300))
    (a @ a).sum()
    return numpy.sort(numpy.array(values)).tolist()
