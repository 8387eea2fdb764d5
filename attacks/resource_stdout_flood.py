# expect: pass
# attack: gigabytes on stdout and stderr
def solve(values):
    block = b"x" * (1 << 20)
    for _ in range(1000):
        os.write(1, block)
        os.write(2, block)
    print("x" * 1_000_000)
    return sorted(values)
