# expect: pass
# attack: start a surviving helper process, by every part of the standard library that can
# gain: reached
import multiprocessing
import pty
import subprocess


def helper():
    os._exit(0)


def forked():
    pid, _ = pty.fork()
    if pid == 0:
        os._exit(0)
    return pid


def solve(values):
    ways = {
        "subprocess": lambda: subprocess.Popen([sys.executable, "-c", ""]).wait(),
        "posix_spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "popen": lambda: os.popen("true").close() or 1 / 0,
        "fork": lambda: multiprocessing.get_context("fork").Process(target=helper).start(),
        "spawn": lambda: multiprocessing.get_context("spawn").Process(target=helper).start(),
        "pty": forked,
    }
    worked = []
    for name, way in ways.items():
        try:
            way()
            worked.append(name)
        except BaseException:
            pass
    worked = [name for name in worked if name != "popen"]
    return escaped(*worked) if worked else sorted(values)
