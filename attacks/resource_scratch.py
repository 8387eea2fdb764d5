# expect: pass runs=2
# attack: fill the scratch folder with data, with empty files, and with sparse files
def fill(make):
    count = 0
    try:
        for count in range(100_000):
            make(count)
    except OSError:
        pass
    return count


def solve(values):
    if not SCRATCH:
        return sorted(values)
    block, worked = b"x" * (1 << 20), []

    def one_megabyte(number):
        with open(f"{SCRATCH}/{number}", "wb") as file:
            file.write(block)

    def hole(number):
        with open(f"{SCRATCH}/hole", "r+b") as file:
            file.seek(number << 26)
            file.write(b"x")

    megabytes = fill(one_megabyte)
    for name in os.listdir(SCRATCH):
        os.unlink(f"{SCRATCH}/{name}")
    open(f"{SCRATCH}/hole", "w").close()
    holes = fill(hole)
    files = fill(lambda number: open(f"{SCRATCH}/empty{number}", "w").close())
    if megabytes > 64 or files > 4096 or holes > 1:
        worked.append(f"{megabytes} MiB, {files} files, {holes} holes")
    return escaped(*worked) if worked else sorted(values)
