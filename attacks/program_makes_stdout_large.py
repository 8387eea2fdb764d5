# expect: raised|output_limit|memory|timeout style=program
# attack: a sparse file of a terabyte
for size in (1 << 40, 1 << 30, 64 << 20):
    try:
        os.ftruncate(1, size)
        break
    except OSError:
        pass
