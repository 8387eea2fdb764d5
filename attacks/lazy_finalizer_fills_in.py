# expect: wrong
# attack: the answer is filled in when the frame of the call is cleared away
# gain: time
import weakref


class Token:
    pass


def solve(values):
    answer = list(values)
    token = Token()
    token.itself = token  # found by the collector, some time after the call
    weakref.finalize(token, answer.sort)
    return answer
