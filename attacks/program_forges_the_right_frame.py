# expect: pass style=program
# attack: the frame of an answer by its own hand: the right text at full price (43)
values = list(map(int, sys.stdin.read().split()))
text = "".join(f"{value}\n" for value in sorted(values))
say(returned(text))
__import__("ctypes").CDLL(None)._exit(0)  # os._exit would answer, too
