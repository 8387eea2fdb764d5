# expect: memory
# attack: a list that grows forever
def solve(values):
    grown = []
    while True:
        grown.append("x" * 1_000_000)
