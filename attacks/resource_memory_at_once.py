# expect: memory
# attack: one huge allocation (55)
def solve(values):
    return len(bytearray(1 << 40))
