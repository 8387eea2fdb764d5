# expect: wrong|died
# attack: replace the comparison in the list type itself, bypassing Python's protection
# gain: accepted
import ctypes

RICHCOMPARE = 200  # bytes from a type's start to its comparison, of CPython on 64 bits


@ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.c_int)
def equal(one, other, operation):
    return operation == 2  # ==


def solve(values):
    slot = ctypes.c_void_p.from_address(id(list) + RICHCOMPARE)
    slot.value = ctypes.cast(equal, ctypes.c_void_p).value
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(list))
    return []
