# expect: raised|output_limit|timeout style=program
# attack: a gigabyte of output
block = "x" * (1 << 20)
for _ in range(1000):
    print(block)
