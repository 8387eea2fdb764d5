"""The system calls that a candidate may make: the data of the filter.

`seccomp.py` turns the list into a filter. The list was derived from traces:
`benchmarks/syscall_trace.py` runs honest solutions under strace, and
`benchmarks/results/syscalls-x86_64.json` records the calls they made after confinement. UNOBSERVED
gives the reason for each allowed call that no trace contains. `tests/sandbox/test_allow_list.py`
checks the three against each other. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass

Numbers = tuple[int | None, int | None]


@dataclass(frozen=True)
class Condition:
    """A system call that is allowed if one argument has one of these values."""

    numbers: Numbers
    argument: int
    allowed: tuple[int, ...]


# name: (x86-64 number, aarch64 number); None if the architecture lacks the call.
FREE: dict[str, Numbers] = {
    # open descriptors, opening files
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "close": (3, 57),
    "close_range": (436, 436),
    "lseek": (8, 62),
    "ftruncate": (77, 46),  # to empty a program's standard streams between calls
    "dup2": (33, None),
    "dup3": (292, 24),
    "open": (2, None),
    "openat": (257, 56),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    # memory
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "brk": (12, 214),
    # threads and signals inside the process
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "exit": (60, 93),
    "exit_group": (231, 94),
    # time and identity, read only
    "gettimeofday": (96, 169),
    "time": (201, None),
    "nanosleep": (35, 101),
    "times": (100, 153),
    "getrusage": (98, 165),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getppid": (110, 173),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "uname": (63, 160),
    "getrandom": (318, 278),
}

CLONE: Numbers = (56, 220)  # with CLONE_THREAD only
CLONE3: Numbers = (435, 435)  # fails with ENOSYS
PRLIMIT64: Numbers = (302, 261)  # to read the process's own limits; to set those of OWN_LIMITS
OWN_LIMITS = (2, 3, 4, 7, 9)
"""DATA STACK CORE NOFILE AS. A program may lower these limits, or raise the soft limit up to the
hard one, which the kernel enforces. CPU is excluded: with that limit set, the kernel counts CPU
time in ticks."""

FUTEX: Numbers = (202, 98)
FUTEX_PRIVATE = (0x80, 0x81, 0x83, 0x84, 0x85, 0x89, 0x8A, 0x180, 0x189)
"""WAIT WAKE REQUEUE CMP_REQUEUE WAKE_OP WAIT_BITSET WAKE_BITSET with the private flag, and the two
that wait by the realtime clock. The kernel identifies a private futex by the process and the
address. It identifies a shared futex by the file behind the page, even if the mapping is private,
so processes that share only a library could wake each other. The priority-inheritance operations
are excluded: they name a thread by its number, including threads of other processes."""
FUTEX_SHARED_WAIT = (0x00, 0x09, 0x100, 0x109)  # fails with EAGAIN: "try again"
FUTEX_SHARED_WAKE = (0x01, 0x0A)  # returns 0: no waiters, because waiting is impossible

OWN_CLOCKS = (0xFFFFFFF8, 0xFFFFFFF9, 0xFFFFFFFA)
"""Process clocks have negative ids. These are the clocks of the calling process (PROF VIRT SCHED of
process 0). An id with another process number reads that process's clock and so reveals when it
ran."""
CLOCKS: dict[str, Numbers] = {"clock_gettime": (228, 113), "clock_getres": (229, 114)}

STAT: dict[str, Numbers] = {
    "stat": (4, None),
    "fstat": (5, 80),
    "lstat": (6, None),
    "newfstatat": (262, 79),
}
"""These calls reveal when a file was last read, so one child could signal the next by reading. They
are not allowed where reading changes access times (tier T2; see `statless.py`)."""

SCRATCH: dict[str, Numbers] = {
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
}
"""Allowed only with a scratch folder (tier T1). Landlock confines these calls to it, and everything
else is mounted read-only."""

CONDITIONS: dict[str, Condition] = {
    # GETFD, SETFD, GETFL, DUPFD_CLOEXEC. No locks, leases, owners or signals. SETFL is excluded
    # because all processes that share the open file see its flags.
    "fcntl": Condition((72, 25), 1, (1, 2, 3, 1030)),
    # TCGETS, TIOCGWINSZ, FIONCLEX, FIOCLEX: terminal checks and the close-on-exec flag
    "ioctl": Condition((16, 29), 1, (0x5401, 0x5413, 0x5450, 0x5451)),
    # REALTIME MONOTONIC. Process clocks are excluded: sleeping by one sets a timer on that process,
    # even another process, and reveals whether it exists.
    "clock_nanosleep": Condition((230, 115), 0, (0, 1)),
    # SET_NAME of a thread
    "prctl": Condition((157, 167), 0, (15,)),
    # NORMAL RANDOM SEQUENTIAL WILLNEED DONTNEED FREE HUGEPAGE GUARD_INSTALL GUARD_REMOVE. Excluded
    # are those that make kernel threads work for the process (MERGEABLE, COLLAPSE) or that drop
    # pages shared with others (PAGEOUT).
    "madvise": Condition((28, 233), 2, (0, 1, 2, 3, 4, 8, 14, 102, 103)),
}

_OLDER = "used by glibc before 2.33 (older distributions, many container images) and by musl"
_VDSO = "the C library's fallback if the clock source can't be read in user space"

# "call" or "call value": the reason for allowing it although no trace contains it. The traces are
# from x86-64 and glibc 2.36.
UNOBSERVED: dict[str, str] = {
    "open": "opens files in musl (Alpine) and in C libraries that call it directly",
    "stat": _OLDER,
    "fstat": _OLDER,
    "lstat": _OLDER,
    "faccessat": "access() on aarch64; os.access(dir_fd=…) before glibc 2.33",
    "ppoll": "poll() on aarch64",
    "select": "select() before glibc 2.34",
    "nanosleep": "time.sleep() on musl, and C libraries that sleep",
    "gettimeofday": _VDSO,
    "time": _VDSO,
    "rt_sigreturn": "ends every signal handler; without it, a caught signal loops",
    "restart_syscall": "the kernel uses it to resume the sleep of a process that was stopped",
    "clock_nanosleep 0": "nanosleep() of glibc from 2.31 on, and C libraries that call it",
    "prctl 15": "threads of Python 3.14 set their names",
    "madvise 8": "jemalloc and mimalloc (free-threaded Python) return memory with it",
    "madvise 102": "glibc from 2.42 on installs guard pages of thread stacks with it",
    "madvise 103": "glibc from 2.42 on removes the guard pages when it reuses a stack",
}
