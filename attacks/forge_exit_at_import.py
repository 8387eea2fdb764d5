# expect: raised
# attack: exit during the import
raise SystemExit(0)


def solve(values):
    return sorted(values)
