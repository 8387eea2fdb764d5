# expect: timeout
# attack: loop forever during the import
while True:
    pass


def solve(values):
    return sorted(values)
