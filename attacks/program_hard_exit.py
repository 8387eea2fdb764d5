# expect: pass style=program
# attack: none: the right output, and a program's own way to end with status 0
values = list(map(int, sys.stdin.read().split()))
print(*sorted(values), sep="\n", flush=True)
os._exit(0)
