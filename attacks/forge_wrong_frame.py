# expect: wrong
# attack: write its own frame, well-formed with a wrong answer
def solve(values):
    say(returned(True))
    os._exit(0)
