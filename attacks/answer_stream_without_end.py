# expect: output_limit
# attack: send bytes for as long as the host reads
def solve(values):
    block = b"\0" * (1 << 16)
    while True:
        os.write(4, block)
