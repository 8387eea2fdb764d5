# expect: pass
# attack: read the host's answers, seeds and keys from its memory file
def solve(values):
    worked = []
    for pid in (HOST_PID, os.getppid(), 1):
        try:
            with open(f"/proc/{pid}/maps") as lines:
                writable = [line.split()[0] for line in lines if " rw" in line]
            with open(f"/proc/{pid}/mem", "rb", 0) as memory:
                memory.seek(int(writable[0].split("-")[0], 16))
                worked.append(f"{len(memory.read(64))} bytes of process {pid}")
        except (OSError, IndexError):
            pass
    return escaped(*worked) if worked else sorted(values)
