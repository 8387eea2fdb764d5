# expect: pass runs=2 style=program
# attack: create large files in any writable place
values = list(map(int, sys.stdin.read().split()))
found = []
for path in (f"{CANARY}/x", f"{CANARY}/writable", "/tmp/x", "/dev/shm/x", "/var/tmp/x", "x"):
    for flags in (os.O_WRONLY | os.O_CREAT, os.O_RDWR, os.O_WRONLY | os.O_TRUNC):
        try:
            fd = os.open(path, flags, 0o666)
            os.write(fd, b"x")
            os.close(fd)
            if not in_scratch(path):
                found.append(path)
        except OSError:
            pass
for fd in range(3, 64):
    if fd not in (5, 6):  # its own
        try:
            os.ftruncate(fd, 100)
            found.append(fd)
        except OSError:
            pass
found += passed(("memfd_create", b"x", 0), ("pipe2", 0, 0))
print(*(escaped(*found) if found else sorted(values)), sep="\n")
