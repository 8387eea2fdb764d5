# expect: raised|memory
# attack: an exception with a gigabyte of text and terminal sequences
def solve(values):
    raise ValueError("\x1b[31m\n\r\0\u202e" * 10_000_000)
