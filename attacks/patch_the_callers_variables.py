# expect: wrong
# attack: overwrite the callers' variables: replace the expected answer by the returned one
# gain: accepted
import ctypes


def solve(values):
    frame = sys._getframe().f_back
    while frame is not None:
        for name, value in list(frame.f_locals.items()):
            if type(value) is list and len(value) == len(values):
                frame.f_locals[name] = []
            elif name in ("passed", "ok", "correct", "result"):
                frame.f_locals[name] = True
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
        frame = frame.f_back
    return []
