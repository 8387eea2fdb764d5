# expect: timeout|memory
# attack: catch every MemoryError and allocate again
def solve(values):
    kept = []
    while True:
        try:
            kept.append(bytearray(16 << 20))
        except MemoryError:
            pass
