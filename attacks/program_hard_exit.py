# expect: pass style=program
# attack: none: the right output, and an exit with status 0 by os._exit
values = list(map(int, sys.stdin.read().split()))
print(*sorted(values), sep="\n", flush=True)
os._exit(0)
