# expect: pass
# attack: create files that test runners and interpreters read
# gain: written
PLACES = [".", os.path.dirname(os.path.abspath(sys.argv[0] or ".")), *sys.path[:2], "/tmp"]
NAMES = ("conftest.py", "sitecustomize.py", "results.json", "report.xml", "expected.json")


def solve(values):
    made = []
    for place in PLACES:
        for name in NAMES:
            path = os.path.join(place or ".", "effbench-" + name)
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
            except OSError:
                continue
            if in_scratch(path):
                os.unlink(path)
            else:
                made.append(path)
    return escaped(*made) if made else sorted(values)
