# expect: output_limit
# attack: bytes for as long as anybody listens (44, 56)
def solve(values):
    block = b"\0" * (1 << 16)
    while True:
        os.write(4, block)
