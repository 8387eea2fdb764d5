# expect: pass
# attack: open as many descriptors as possible
def solve(values):
    count = 0
    try:
        while count < 100_000:
            os.dup(3)
            count += 1
    except OSError:
        pass
    return escaped(count) if count > 64 else sorted(values)
