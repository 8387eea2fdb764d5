# expect: timeout
# attack: the import itself is the endless loop (8, 59)
while True:
    pass


def solve(values):
    return sorted(values)
