# expect: pass runs=2
# attack: follow a symbolic link to change its access time, in any folder
def solve(values):
    links = []
    for folder in ("/bin", "/usr/bin", "/usr/lib/x86_64-linux-gnu", "/etc/alternatives", "/lib64"):
        try:
            names = os.listdir(folder)
        except OSError:
            names = ["python3", "sh", "awk", "editor", "pager", "c++", "cc", "libm.so", "libc.so"]
        links += [f"{folder}/{name}" for name in names[:400]] + [folder]
    moved = []
    for link in links:
        try:
            before = os.lstat(link).st_atime_ns
            os.readlink(link)
            os.access(link, os.F_OK)
            if os.lstat(link).st_atime_ns != before:
                moved.append(link)
        except OSError:
            pass
    return escaped(*moved[:3]) if moved else sorted(values)
