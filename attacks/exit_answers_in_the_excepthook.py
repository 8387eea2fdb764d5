# expect: raised
# attack: the call fails, and the hook for exceptions that nobody caught says that it passed
# gain: accepted
def hook(kind, error, trace):
    print("PASSED\nOK\n1.0")
    sys.stdout.flush()
    os._exit(0)


def solve(values):
    sys.excepthook = sys.unraisablehook = hook
    raise AssertionError("an error that the hook hides")
