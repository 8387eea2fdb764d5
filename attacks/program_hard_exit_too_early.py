# expect: wrong style=program
# attack: a hard exit with status 0 while the output is in a buffer
values = list(map(int, sys.stdin.read().split()))
sys.stdout.write("".join(f"{value}\n" for value in sorted(values))[:100])
os._exit(0)
