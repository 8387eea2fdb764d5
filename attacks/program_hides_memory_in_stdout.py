# expect: pass style=program
# attack: store data in the output file, whose pages are not counted as memory
values = list(map(int, sys.stdin.read().split()))
parked = b"x" * (1 << 20)
for _ in range(32):
    os.write(1, parked)
os.lseek(1, 0, os.SEEK_SET)
os.ftruncate(1, 0)
print(*sorted(values), sep="\n")
