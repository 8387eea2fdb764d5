# expect: timeout|memory
# attack: every MemoryError is caught and the next allocation tried (55, 69)
def solve(values):
    kept = []
    while True:
        try:
            kept.append(bytearray(16 << 20))
        except MemoryError:
            pass
