# expect: raised style=program
# attack: standard output closed before anything is printed
values = list(map(int, sys.stdin.read().split()))
os.close(1)
print(*sorted(values), sep="\n")
