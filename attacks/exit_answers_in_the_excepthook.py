# expect: raised
# attack: raise an exception, and report a pass from the hook for uncaught exceptions
# gain: accepted
def hook(kind, error, trace):
    print("PASSED\nOK\n1.0")
    sys.stdout.flush()
    os._exit(0)


def solve(values):
    sys.excepthook = sys.unraisablehook = hook
    raise AssertionError("an error that the hook hides")
