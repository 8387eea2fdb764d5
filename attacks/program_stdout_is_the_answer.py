# expect: died style=program
# attack: the output goes to the descriptor of the answer
values = list(map(int, sys.stdin.read().split()))
os.dup2(4, 1)
print(*sorted(values), sep="\n")
