# expect: died
# attack: write a verdict to every descriptor that the judge left open
# gain: accepted
def solve(values):
    for fd in range(3, 64):
        try:
            os.write(fd, b'{"passed": true, "verdict": "pass", "seconds": 0.0}\n')
        except OSError:
            pass
    os._exit(0)
