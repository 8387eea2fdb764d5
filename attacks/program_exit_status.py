# expect: raised style=program
# attack: the right output, and an exit status of failure
values = list(map(int, sys.stdin.read().split()))
print(*sorted(values), sep="\n")
sys.exit(3)
