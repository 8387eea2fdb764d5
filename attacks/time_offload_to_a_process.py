# expect: pass time=honest
# attack: do the work in a child process: fork, vfork, clone, clone3, spawn, a pool
import struct


def solve(values):
    worked = []
    for number_of, arguments in (
        ("vfork", ()),
        ("fork", ()),
        ("clone", (17, 0, 0, 0, 0)),
        ("clone", (0, 0, 0, 0, 0)),
        ("clone", (0x4000 | 0x100 | 17, 0, 0, 0, 0)),
    ):
        result = raw(number_of, *arguments)
        if result == 0:
            os._exit(9)
        if result > 0:
            worked.append(number_of)
    if raw("clone3", struct.pack("<8Q", 0, 0, 0, 0, 17, 0, 0, 0), 64) != -ENOSYS:
        worked.append("clone3")

    def fork():
        if os.fork() == 0:
            os._exit(9)

    def pool():
        import multiprocessing

        multiprocessing.get_context("fork").Process(target=int).start()

    def shell():
        import subprocess

        subprocess.run(["true"])

    for attempt in (
        fork,
        pool,
        shell,
        lambda: os.posix_spawn(sys.executable or "/bin/true", ["x"], {}),
        lambda: os.system("true") and 1 / 0,
        lambda: os.execv("/bin/true", ["true"]),
        lambda: os.forkpty(),
    ):
        try:
            attempt()
            worked.append(repr(attempt))
        except (OSError, ZeroDivisionError, ImportError):
            pass
    worked += passed(("execve", b"/bin/true", 0, 0), ("execveat", -100, b"/bin/true", 0, 0, 0))
    return escaped(*worked) if worked else slow_sort(values)
