# expect: died style=program
# attack: write an answer, and then exit through os._exit, which writes another
values = list(map(int, sys.stdin.read().split()))
say(returned("".join(f"{value}\n" for value in sorted(values))))
os._exit(0)
