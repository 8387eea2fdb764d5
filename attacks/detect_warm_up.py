# expect: pass time=honest
# attack: honest when it is called first, which is checked; the later calls, which are timed, get that answer
# gain: time
calls = []


def solve(values):
    if not calls:
        calls.append(slow_sort(values))
    return calls[0]
