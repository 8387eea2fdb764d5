# expect: died style=program
# attack: the right output, and an end without an answer (41)
values = list(map(int, sys.stdin.read().split()))
print(*sorted(values), sep="\n", flush=True)
os._exit(0)
