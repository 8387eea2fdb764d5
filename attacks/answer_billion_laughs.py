# expect: timeout|memory|output_limit
# attack: a small structure that is huge when it is written out
def solve(values):
    laugh = ["ha"]
    for _ in range(40):
        laugh = [laugh, laugh, laugh]
    return laugh
