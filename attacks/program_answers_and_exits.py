# expect: died style=program
# attack: an answer of its own, and then that of a hard exit
values = list(map(int, sys.stdin.read().split()))
say(returned("".join(f"{value}\n" for value in sorted(values))))
os._exit(0)
