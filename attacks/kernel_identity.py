# expect: pass
# attack: another user, capabilities, the limits that were set
import resource
import struct

# Of these a process may set its own soft limit up to the hard one, and lower both.
OWN = {resource.RLIMIT_DATA, resource.RLIMIT_STACK, resource.RLIMIT_CORE}
OWN |= {resource.RLIMIT_NOFILE, resource.RLIMIT_AS}


def solve(values):
    worked = passed(
        ("setuid", 0),
        ("setresuid", 0, 0, 0),
        ("capset", struct.pack("<II", 0x20080522, 0), b"\xff" * 24),
        ("setsid",),
        *(
            ("prlimit64", pid, kind, struct.pack("<qq", -1, -1), 0)
            for pid in {0, os.getppid(), HOST_PID}
            for kind in range(16)
            if pid or kind not in OWN
        ),
    )
    for kind in range(16):
        soft, hard = resource.getrlimit(kind)
        higher = [(-1, -1), (hard + 1, hard + 1)] if hard != -1 else []
        for new in higher if kind in OWN else [(-1, -1), (hard, hard), (0, 0)]:
            try:
                resource.setrlimit(kind, new)
                worked.append(f"limit {kind}")
            except (OSError, ValueError):
                pass
    if os.getuid() == 0 or os.geteuid() == 0:
        worked.append("root")
    return escaped(*worked) if worked else sorted(values)
