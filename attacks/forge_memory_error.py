# expect: memory
# attack: raise MemoryError without a memory shortage; it is still not an answer
def solve(values):
    raise MemoryError
