# expect: wrong
# attack: its own frame with a wrong answer and the right form (43)
def solve(values):
    say(returned(True))
    os._exit(0)
