# expect: pass runs=2
# attack: raise its own limits; only soft limits can be raised, up to the hard ones
import resource


def solve(values):
    worked = []
    for name in ("RLIMIT_AS", "RLIMIT_NOFILE", "RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NPROC"):
        kind = getattr(resource, name)
        soft, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY:
            worked.append(f"{name} is not limited")
        for wanted in (hard + 1, resource.RLIM_INFINITY):
            try:
                resource.setrlimit(kind, (wanted, wanted))
                worked.append(f"{name}: {wanted}")
            except (OSError, ValueError):
                pass
        if resource.getrlimit(kind) != (soft, hard):
            worked.append(name)
    for pid in {1, os.getpid(), os.getppid(), HOST_PID} - {0}:
        try:
            resource.prlimit(pid, resource.RLIMIT_STACK, (1 << 20, 1 << 20))
            worked.append(pid)
        except (OSError, ValueError):
            pass
    resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))  # gone with this child
    resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, 1 << 20))
    return escaped(*worked) if worked else sorted(values)
