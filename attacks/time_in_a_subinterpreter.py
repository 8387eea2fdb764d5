# expect: pass time=honest
# attack: do the work in a subinterpreter
# gain: time
def solve(values):
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        return slow_sort(values)
    try:
        inside = interpreters.create()
        interpreters.run_string(inside, "n = 0\nfor i in range(200_000): n += i")
        interpreters.destroy(inside)
    except Exception:
        return slow_sort(values)
    return slow_sort(values)
