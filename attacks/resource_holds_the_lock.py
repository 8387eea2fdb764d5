# expect: timeout
# attack: a C call that keeps the interpreter's lock, so that no timer thread can run
# gain: hang
import ctypes


def solve(values):
    ctypes.PyDLL(None).sleep(10_000)
