# expect: memory
# attack: a list that grows for ever (55)
def solve(values):
    grown = []
    while True:
        grown.append("x" * 1_000_000)
