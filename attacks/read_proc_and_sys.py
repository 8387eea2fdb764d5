# expect: pass
# attack: read /proc and /sys of itself, the zygote, the host and all processes
def solve(values):
    worked = []
    pids = ["self", "thread-self", "1", str(os.getppid()), str(HOST_PID)]
    try:
        pids += [name for name in os.listdir("/proc") if name.isdigit()]
        worked.append("listed /proc")
    except OSError:
        pids += [str(pid) for pid in range(HOST_PID - 40, HOST_PID + 200)]
    names = "mem maps environ cmdline status stat statm io smaps auxv syscall pagemap clear_refs oom_score_adj comm".split()
    for pid in pids:
        for name in names:
            for flags in (os.O_RDONLY, os.O_WRONLY):
                try:
                    os.close(os.open(f"/proc/{pid}/{name}", flags))
                    worked.append(f"/proc/{pid}/{name}")
                except OSError:
                    pass
    for path in (
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/proc/keys",
        "/proc/locks",
        "/proc/sys/kernel/core_pattern",
        "/proc/kcore",
        "/proc/net/tcp",
        "/proc/sysrq-trigger",
        "/sys/fs/cgroup/cgroup.procs",
        "/sys/kernel/mm/ksm/run",
        "/sys/class/net",
        "/sys/devices/system/cpu/online",
        "/dev/kmsg",
        "/dev/mem",
        "/dev/tty",
        "/dev/ptmx",
        "/dev/fuse",
        "/dev/kvm",
    ):
        try:
            os.close(os.open(path, os.O_RDONLY))
            worked.append(path)
        except OSError:
            pass
    return escaped(*worked) if worked else sorted(values)
