# expect: died style=program
# attack: close every descriptor, including the answer's
values = list(map(int, sys.stdin.read().split()))
print(*sorted(values), sep="\n", flush=True)
os.closerange(0, 64)
