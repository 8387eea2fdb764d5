# expect: died
# attack: a null pointer through ctypes
import ctypes


def solve(values):
    ctypes.string_at(0)
    return sorted(values)
