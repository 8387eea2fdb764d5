# expect: died style=program
# attack: every descriptor closed, the answer's among them
values = list(map(int, sys.stdin.read().split()))
print(*sorted(values), sep="\n", flush=True)
os.closerange(0, 64)
