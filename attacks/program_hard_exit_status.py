# expect: died style=program
# attack: the right output, and a hard exit with a status that says failure
values = list(map(int, sys.stdin.read().split()))
print(*sorted(values), sep="\n", flush=True)
os._exit(3)
