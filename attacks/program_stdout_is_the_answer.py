# expect: died style=program
# attack: the output goes to the descriptor of the answer (43, 44)
values = list(map(int, sys.stdin.read().split()))
os.dup2(4, 1)
print(*sorted(values), sep="\n")
