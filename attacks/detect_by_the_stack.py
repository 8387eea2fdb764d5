# expect: pass
# attack: distinguish the checked run from the timed one by the callers' functions and files
# gain: reached
TELLING = ("warm", "bench", "timeit", "timed", "check", "verify", "correct", "measure", "profile")


def solve(values):
    found, frame = [], sys._getframe().f_back
    while frame is not None:
        names = f"{frame.f_code.co_name} {os.path.basename(frame.f_code.co_filename)}".lower()
        found += [names for word in TELLING if word in names]
        frame = frame.f_back
    return escaped(*found) if found else sorted(values)
