# expect: pass
# attack: find expected answers in closures, default arguments and constants in the heap
# gain: reached
import gc
import types


def solve(values):
    right = sorted(values)
    for function in gc.get_objects():
        if not isinstance(function, types.FunctionType):
            continue
        held = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
        held += function.__code__.co_consts
        for cell in function.__closure__ or ():
            try:
                held.append(cell.cell_contents)
            except ValueError:
                pass
        for thing in held:
            if thing is not right and type(thing) in (list, tuple) and list(thing) == right:
                return escaped(function.__qualname__)
    return right
