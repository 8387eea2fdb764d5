# expect: wrong|raised|died
# attack: replace type, list, len and isinstance for all modules
import builtins


def solve(values):
    class Always(list):
        def __eq__(self, other):
            return True

    answer = Always(values)
    builtins.type = lambda thing, *a: list
    builtins.isinstance = lambda *a: True
    builtins.len = lambda thing: 0
    return answer
