# expect: raised style=program
# attack: close standard output before printing
values = list(map(int, sys.stdin.read().split()))
os.close(1)
print(*sorted(values), sep="\n")
