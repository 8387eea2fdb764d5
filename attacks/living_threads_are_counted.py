# expect: pass together=2
# attack: read the machine's number of threads and free memory, which another child changes
import threading
import time


def solve(values):
    until = time.monotonic() + 1.0
    if ROLE == 0:
        threading.stack_size(256 << 10)
        end = threading.Event()
        threads = [threading.Thread(target=end.wait, daemon=True) for _ in range(40)]
        for thread in threads:
            thread.start()
        time.sleep(1.0)
        end.set()
        return sorted(values)
    worked = []
    while time.monotonic() < until and not worked:
        facts = bytearray(112)
        import ctypes

        found = raw("sysinfo", ctypes.addressof(ctypes.c_char.from_buffer(facts)))
        if found != -EPERM:
            worked.append(f"threads: {int.from_bytes(facts[80:82], 'little')}")
        for path in ("/proc/loadavg", "/proc/meminfo", "/proc/stat", "/sys/kernel/mm/ksm/run"):
            try:
                worked.append(open(path).read(20))
            except OSError:
                pass
        try:
            worked.append(os.getloadavg())
        except OSError:
            pass
        time.sleep(0.05)
    return escaped(*worked) if worked else sorted(values)
