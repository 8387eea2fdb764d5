# expect: pass
# attack: ptrace, process_vm_readv and writev, pidfd_getfd on the zygote and the host
import struct


def solve(values):
    worked = []
    for pid in (1, os.getppid(), HOST_PID, os.getpid()):
        vector = struct.pack("<QQ", 4096, 8)
        worked += passed(
            ("ptrace", 16, pid, 0, 0),
            ("ptrace", 0x4206, pid, 0, 0),
            ("ptrace", 0, 0, 0, 0),
            ("process_vm_readv", pid, vector, 1, vector, 1, 0),
            ("process_vm_writev", pid, vector, 1, vector, 1, 0),
            ("pidfd_open", pid, 0),
            ("pidfd_getfd", 3, 0, 0),
            ("kcmp", pid, pid, 0, 0, 0),
        )
    return escaped(*worked) if worked else sorted(values)
