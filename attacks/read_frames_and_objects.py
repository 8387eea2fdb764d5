# expect: pass
# attack: find expected answers, seeds, references or sockets in stack frames and in the heap
import gc
import socket


def solve(values):
    right = sorted(values)
    worked = []
    frame = sys._getframe().f_back
    while frame is not None:
        for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
            if name in ("expected", "seed", "reference", "checker", "task", "pool", "judge"):
                worked.append(name)
        frame = frame.f_back
    for thing in gc.get_objects():
        if thing is not right and type(thing) is list and thing == right:
            worked.append("an equal list")
        if isinstance(thing, socket.socket):
            try:
                thing.send(b"hello")
                worked.append("a socket")
            except OSError:
                pass
    return escaped(*worked) if worked else sorted(values)
