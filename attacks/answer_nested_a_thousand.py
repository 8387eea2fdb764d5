# expect: raised|died
# attack: nested deeper than the host reads (48)
def solve(values):
    sys.setrecursionlimit(10**6)
    deep = []
    for _ in range(1000):
        deep = [deep]
    return deep
