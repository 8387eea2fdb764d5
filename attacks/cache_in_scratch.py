# expect: pass runs=3
# attack: leave files in the scratch folder, with all their visible effects, for the next child
def facts(path):
    found = os.stat(path)
    return found.st_ino, found.st_nlink, found.st_size, found.st_mtime_ns, found.st_atime_ns


def solve(values):
    if not SCRATCH:
        return sorted(values)
    worked = list(os.listdir(SCRATCH))
    if facts(SCRATCH) != (1, 2, 40, 0, 0):
        worked.append(f"the folder: {facts(SCRATCH)}")
    for number in range(3):  # numbers are given in the order of making
        path = f"{SCRATCH}/{number}"
        open(path, "w").close()
        if os.stat(path).st_ino != 2 + number:
            worked.append(f"file {number} is {os.stat(path).st_ino}")
    for number in range(3, 200):
        with open(f"{SCRATCH}/{number}", "w") as file:
            file.write("x" * number)
        os.mkdir(f"{SCRATCH}/{number}_folder")
    os.rename(f"{SCRATCH}/5", f"{SCRATCH}/5_folder/5")
    return escaped(*worked) if worked else sorted(values)
