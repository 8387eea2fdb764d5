# expect: pass together=2
# attack: count another child's threads by their folders in /proc
import threading
import time


def solve(values):
    if ROLE == 0:
        threading.stack_size(256 << 10)
        end = threading.Event()
        for _ in range(10):
            threading.Thread(target=end.wait, daemon=True).start()
        time.sleep(0.8)
        end.set()
        return sorted(values)
    time.sleep(0.3)
    me = os.getpid()
    found = []
    for number in range(max(2, me - 60), me + 60):
        if number == me:
            continue
        for path in (f"/proc/{number}/status", f"/proc/{number}"):
            if os.access(path, os.F_OK):
                found.append(path)
            try:
                os.open(path, os.O_RDONLY)
                found.append(path)
            except PermissionError:  # it is there
                found.append(path)
            except OSError:
                pass
    return escaped(*found[:4]) if found else sorted(values)
