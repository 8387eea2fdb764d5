# expect: memory
# attack: a MemoryError that is none: still not an answer
def solve(values):
    raise MemoryError
