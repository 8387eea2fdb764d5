# expect: memory
# attack: one huge allocation
def solve(values):
    return len(bytearray(1 << 40))
