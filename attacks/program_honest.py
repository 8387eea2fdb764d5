# expect: pass time=honest style=program
# attack: none; what a program costs beside a function
values = list(map(int, sys.stdin.read().split()))
print(*slow_sort(values), sep="\n")
