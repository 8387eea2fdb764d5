# expect: raised|died
# attack: an answer nested more deeply than the host reads
def solve(values):
    sys.setrecursionlimit(10**6)
    deep = []
    for _ in range(1000):
        deep = [deep]
    return deep
