# expect: pass runs=2 style=program
# attack: leave data in the files behind /dev/stdin and __file__, or move them
values = list(map(int, sys.stdin.read().split()))
found = []
if SCRATCH:
    for path in ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", __file__):
        if "left" + " here" in open(path).read():
            found.append(path)
    for path in ("/dev/stdin", __file__):
        with open(path, "a") as file:
            file.write("left" + " here")
    folder = os.path.dirname(__file__)
    for attempt in (
        lambda: os.unlink("/dev/fd/0"),
        lambda: os.unlink(__file__),
        lambda: os.rename("/dev/fd/0", "/dev/fd/3"),
        lambda: os.rename(__file__, SCRATCH + "/x"),
        lambda: os.open("/dev/fd/3", os.O_CREAT | os.O_WRONLY),
        lambda: os.open(folder, os.O_TMPFILE | os.O_WRONLY),
        lambda: os.mkdir(folder + "/x"),
        lambda: os.rmdir(folder),
        lambda: os.listdir(folder),
        lambda: os.chmod(folder, 0o777),
        lambda: os.chmod("/dev/fd/0", 0o777),
        lambda: os.utime(folder),
    ):
        try:
            attempt()
            found.append(attempt.__code__.co_names)
        except OSError:
            pass
print(*(escaped(*found) if found else sorted(values)), sep="\n")
