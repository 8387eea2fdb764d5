"""Code that is executed before every program of the gallery, in its module and child process.

`effbench.attacks` prepends definitions of ROLE (0, or 1 for the second of two simultaneous
children), HOST_PID, CANARY, SECRET_FILE, TCP_PORT, UDP_PORT, ABSTRACT, UNIX_SOCKET, REPOSITORY and
SCRATCH (the folder to write to, empty if there is none). An attack that works reports it by
returning `escaped(…)`, which is never the right answer. An attack that is refused continues with
honest work.
"""

import os
import platform
import sys

EPERM, ENOSYS, EACCES, ENOENT = 1, 38, 13, 2

# name: (x86-64, aarch64)
NUMBERS = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "setrlimit": (160, 164), "prlimit64": (302, 261), "setitimer": (38, 103),
    "timer_create": (222, 107), "timerfd_create": (283, 85), "alarm": (37, None),
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setattr": (314, 274),
    "setpriority": (141, 140), "ioprio_set": (251, 30), "memfd_create": (319, 279),
    "memfd_secret": (447, 447), "io_uring_setup": (425, 425), "userfaultfd": (323, 282),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180), "flock": (73, 32),
    "mount": (165, 40), "umount2": (166, 39), "unshare": (272, 97), "setns": (308, 268),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "fsopen": (430, 430),
    "move_mount": (429, 429), "seccomp": (317, 277), "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446), "bpf": (321, 280), "perf_event_open": (298, 241),
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "fork": (57, None),
    "vfork": (58, None), "clone": (56, 220), "clone3": (435, 435), "execve": (59, 221),
    "execveat": (322, 281), "personality": (135, 92), "kexec_load": (246, 104),
    "init_module": (175, 105), "reboot": (169, 142), "swapon": (167, 224), "syslog": (103, 116),
    "membarrier": (324, 283), "process_madvise": (440, 440), "process_mrelease": (448, 448),
    "mlock": (149, 228), "mlockall": (151, 230), "splice": (275, 76), "vmsplice": (278, 75),
    "sendfile": (40, 71), "copy_file_range": (326, 285), "inotify_init1": (294, 26),
    "fanotify_init": (300, 262), "epoll_create1": (291, 20), "eventfd2": (290, 19),
    "signalfd4": (289, 74), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "setuid": (105, 146), "setresuid": (117, 147), "capset": (126, 91), "setsid": (112, 157),
    "prctl": (157, 167), "madvise": (28, 233), "exit": (60, 93), "openat2": (437, 437),
    "rt_tgsigqueueinfo": (297, 240), "kcmp": (312, 272), "wait4": (61, 260), "sync": (162, 81),
    "fadvise64": (221, 223), "readahead": (187, 213), "mincore": (27, 232), "pipe2": (293, 59),
    "chdir": (80, 49), "umask": (95, 166), "getpid": (39, 172), "futex": (202, 98),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "sysinfo": (99, 179), "sched_getaffinity": (204, 123), "stat": (4, None), "fstat": (5, 80),
    "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291), "futex_waitv": (449, 449),
    "futex_wake": (454, 454), "futex_wait": (455, 455), "futex_requeue": (456, 456),
}  # fmt: skip


def number(name):
    return NUMBERS[name][0 if platform.machine() == "x86_64" else 1]


def raw(name, *arguments):
    """Make the system call, and return its result or minus errno."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    which = name if isinstance(name, int) else number(name)
    if which is None:
        return -ENOSYS
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = libc.syscall(ctypes.c_long(which), *words)
    return -ctypes.get_errno() if result < 0 else result


def passed(*calls):
    """Return those of `calls`, each (name, *arguments), that the filter allows."""
    found = []
    for name, *arguments in calls:
        result = raw(name, *arguments)
        if result not in (-EPERM, -ENOSYS):
            found.append(f"{name}: {result}")
    return found


def escaped(*what):
    return ["ESCAPED", *map(str, what)]


def guest():
    """Find the globals of the module that reads the calls, through the stack frames."""
    frame = sys._getframe()
    while frame is not None and "FD_OUT" not in frame.f_globals:
        frame = frame.f_back
    return {} if frame is None else frame.f_globals  # another judge's guest has another format


GUEST = guest()  # while it is in this thread's stack


def returned(*values):
    """Return the frame of an answer."""
    return GUEST["frame"](GUEST["wire"].encode(("returned", list(values))))


def map_of_a_library(shared, offset=0):
    """Map a page of a file that every child can map at this tier; return its address."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    fd = os.open(os.__file__, os.O_RDONLY)
    flags = 1 if shared else 2
    address = libc.mmap(None, ctypes.c_size_t(4096), 1, flags, fd, ctypes.c_long(offset))
    os.close(fd)
    return address


def word_at(address):
    import ctypes

    return ctypes.c_uint32.from_address(address).value


def seconds(amount):
    """Return a struct timespec."""
    import struct

    return struct.pack("<qq", int(amount), int(amount % 1 * 1e9))


def in_scratch(path):
    """Return True if the path is below the child's scratch folder."""
    scratch = globals()["SCRATCH"]  # prepended
    return bool(scratch) and (os.path.abspath(path) + "/").startswith(scratch + "/")


def say(data, fd=4):
    while data:
        data = data[os.write(fd, data) :]


def slow_sort(values):
    """Sort honestly, in about ten milliseconds."""
    if len(values) < 2:
        return list(values)
    middle = len(values) // 2
    left, right = slow_sort(values[:middle]), slow_sort(values[middle:])
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return merged + left[i:] + right[j:]
