# expect: raised
# attack: leave during the import (41)
raise SystemExit(0)


def solve(values):
    return sorted(values)
