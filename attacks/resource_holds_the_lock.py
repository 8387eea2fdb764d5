# expect: timeout
# attack: a call of C that keeps the interpreter's lock, so that no other thread's timer gets to run
# gain: hang
import ctypes


def solve(values):
    ctypes.PyDLL(None).sleep(10_000)
