# expect: timeout
# attack: the answer's pipe is closed, so that its reader sees an end while the work goes on (45, 62)
def solve(values):
    say(returned(sorted(values)))
    os.close(4)
    while True:
        pass
