# expect: pass
# attack: another user, capabilities, the limits that were set (63)
import resource
import struct


def solve(values):
    worked = passed(
        ("setuid", 0),
        ("setresuid", 0, 0, 0),
        ("capset", struct.pack("<II", 0x20080522, 0), b"\xff" * 24),
        ("setsid",),
        *(
            ("prlimit64", pid, kind, struct.pack("<qq", -1, -1), 0)
            for pid in (0, os.getppid(), HOST_PID)
            for kind in range(16)
        ),
    )
    for kind in range(16):
        soft, hard = resource.getrlimit(kind)
        for new in ((-1, -1), (hard, hard), (0, 0)):
            try:
                resource.setrlimit(kind, new)
                worked.append(f"limit {kind}")
            except (OSError, ValueError):
                pass
    if os.getuid() == 0 or os.geteuid() == 0:
        worked.append("root")
    return escaped(*worked) if worked else sorted(values)
