# expect: raised imports=numpy
# attack: dtypes that are not numbers
import numpy


def solve(values):
    return numpy.zeros(9, dtype=[("a", "i8"), ("b", "O")])
