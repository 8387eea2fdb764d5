# expect: died|raised|memory|timeout
# attack: unlimited recursion with an unlimited stack
import resource


def solve(values):
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))
    sys.setrecursionlimit(2**31 - 1)

    class Deep:
        def __repr__(self):
            return repr([self])

    return repr(Deep())
