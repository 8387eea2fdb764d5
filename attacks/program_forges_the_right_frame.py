# expect: pass style=program
# attack: write its own frame with the right text: ordinary data, fully charged
values = list(map(int, sys.stdin.read().split()))
text = "".join(f"{value}\n" for value in sorted(values))
say(returned(text))
__import__("ctypes").CDLL(None)._exit(0)  # os._exit would answer, too
