# expect: raised|died
# attack: deep nesting in the answer, with the recursion limit off
def solve(values):
    sys.setrecursionlimit(10**9)
    deep = []
    for _ in range(200_000):
        deep = [deep]
    return deep
