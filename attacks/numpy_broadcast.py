# expect: memory|raised imports=numpy
# attack: an array of 10**12 items in eight bytes
import numpy


def solve(values):
    return numpy.broadcast_to(numpy.zeros(1), (10**6, 10**6))
