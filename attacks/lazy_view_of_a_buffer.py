# expect: raised|wrong
# attack: a view of memory that is sorted after the call
# gain: accepted
import array
import threading


def solve(values):
    store = array.array("q", values)

    def later():
        store[:] = array.array("q", sorted(values))

    threading.Timer(0.01, later).start()
    return memoryview(store)
