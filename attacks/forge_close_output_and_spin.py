# expect: timeout
# attack: close the answer's pipe, so that its reader sees the end while the work continues
def solve(values):
    say(returned(sorted(values)))
    os.close(4)
    while True:
        pass
