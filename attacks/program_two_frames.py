# expect: died style=program
# attack: a wrong frame first, then the right output
values = list(map(int, sys.stdin.read().split()))
say(returned("nothing"))
print(*sorted(values), sep="\n")
