# expect: died
# attack: noise, with the right length in front
def solve(values):
    noise = os.urandom(100_000)
    say(len(noise).to_bytes(8, "little") + noise)
    os._exit(0)
