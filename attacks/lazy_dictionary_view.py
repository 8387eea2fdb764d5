# expect: raised
# attack: a view whose dictionary is changed after the call
# gain: accepted
import threading

kept = {}


def solve(values):
    kept.update(dict.fromkeys(values))
    threading.Timer(0.01, kept.clear).start()
    return kept.keys()
