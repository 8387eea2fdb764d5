# expect: pass time=honest
# attack: be honest in the first call, which is checked; return its answer in later, timed calls
# gain: time
calls = []


def solve(values):
    if not calls:
        calls.append(slow_sort(values))
    return calls[0]
