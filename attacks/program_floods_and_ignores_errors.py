# expect: raised|output_limit|memory|timeout style=program
# attack: a gigabyte of output, ignoring errors
block = b"x" * (1 << 20)
for _ in range(1000):
    try:
        os.write(1, block)
    except OSError:
        pass
