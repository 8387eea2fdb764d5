# expect: pass runs=2
# attack: list a folder to change its access time
def solve(values):
    moved = []
    top = os.path.dirname(os.__file__)
    for name in ["", *os.listdir(top)]:
        folder = os.path.join(top, name)
        try:
            before = os.stat(folder).st_atime_ns
            os.listdir(folder)
            for entry in os.scandir(folder):
                entry.stat()
            if os.stat(folder).st_atime_ns != before:
                moved.append(folder)
        except OSError:
            pass
    return escaped(*moved[:3]) if moved else sorted(values)
