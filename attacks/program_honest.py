# expect: pass time=honest style=program
# attack: none; the cost of a program compared with a function
values = list(map(int, sys.stdin.read().split()))
print(*slow_sort(values), sep="\n")
