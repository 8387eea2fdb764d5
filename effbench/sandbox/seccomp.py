"""The system-call filter: an allow-list, as a classic BPF program.

Decides which system calls a candidate may make. Everything that is not listed answers EPERM, so
that Python raises PermissionError and the verdict can say why; a foreign architecture's calls kill.

What the list gives: memory, threads, time, reading files (Landlock and the mount namespace decide
which), reading and writing descriptors that are already open. What it leaves out on purpose: new
processes, exec, sockets, ptrace and process_vm, pidfd, signals to others, io_uring, memfd, SysV
IPC, keyrings, file locks (a channel between children), timers and RLIMIT_CPU (they make the
kernel's CPU clock tick-granular), scheduling changes, mounts and namespaces, further filters, BPF,
perf.

`clone` passes only with CLONE_THREAD; `clone3` answers ENOSYS, because the C library then falls
back to `clone`, whose flags a filter can see (EPERM would break threads instead). Standard library
only.
"""

from __future__ import annotations

import ctypes
import struct

from effbench.sandbox import kernel

_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_KILL = 0x80000000
_EPERM = 1
_ENOSYS = 38

_CLONE_THREAD = 0x00010000
_CLONE_NAMESPACES = 0x7E020080  # NEWNS NEWCGROUP NEWUTS NEWIPC NEWUSER NEWPID NEWNET NEWTIME

_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# name: (x86-64 number, aarch64 number); None where the architecture has no such call.
_FREE: dict[str, tuple[int | None, int | None]] = {
    # descriptors that are open, files that may be opened
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "close": (3, 57),
    "close_range": (436, 436),
    "lseek": (8, 62),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "open": (2, None),
    "openat": (257, 56),
    "stat": (4, None),
    "fstat": (5, 80),
    "lstat": (6, None),
    "newfstatat": (262, 79),
    "statx": (332, 291),
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
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "set_tid_address": (218, 96),
    "rseq": (334, 293),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "arch_prctl": (158, None),
    # time and identity, read only
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "times": (100, 153),
    "getrusage": (98, 165),
    "getrlimit": (97, 163),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getppid": (110, 173),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "getrandom": (318, 278),
}
_CLONE = (56, 220)
_CLONE3 = (435, 435)
_FCNTL = (72, 25)
_IOCTL = (16, 29)
_PRLIMIT64 = (302, 261)
_PRCTL = (157, 167)
_MADVISE = (28, 233)

_FCNTL_ALLOWED = (0, 1, 2, 3, 4, 1030)  # DUPFD, GETFD, SETFD, GETFL, SETFL, DUPFD_CLOEXEC: no locks
_IOCTL_ALLOWED = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)  # TCGETS WINSZ FIONREAD FIO(N)CLEX
_PRCTL_ALLOWED = (15, 16, 0x53564D41)  # thread name, name of an anonymous mapping
# NORMAL RANDOM SEQUENTIAL WILLNEED DONTNEED FREE HUGEPAGE NOHUGEPAGE. Not those that set kernel
# threads to work for the process (MERGEABLE, COLLAPSE) or drop pages that others share (PAGEOUT).
_MADVISE_ALLOWED = (0, 1, 2, 3, 4, 8, 14, 15)

_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x45, 0x54, 0x06
_NUMBER_AT, _ARCH_AT, _ARGS_AT = 0, 4, 16


def _op(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, when_true, when_false, value)


def _argument(index: int, high: bool = False) -> bytes:
    return _op(_LOAD, _ARGS_AT + 8 * index + (4 if high else 0))


def program(machine: str) -> bytes:
    """The filter for `machine` (`x86_64` or `aarch64`) as an array of struct sock_filter."""
    column = 0 if machine == "x86_64" else 1
    allow, deny = _op(_RETURN, _ALLOW), _op(_RETURN, _ERRNO | _EPERM)
    out = [
        _op(_LOAD, _ARCH_AT),
        _op(_JUMP_EQUAL, _ARCH[machine], 1, 0),
        _op(_RETURN, _KILL),
        _op(_LOAD, _NUMBER_AT),
    ]

    def section(number: int | None, body: list[bytes]) -> None:
        if number is not None:
            out.append(_op(_JUMP_EQUAL, number, 0, len(body)))
            out.extend(body)

    def one_of(argument: int, values: tuple[int, ...]) -> list[bytes]:
        tests: list[bytes] = []
        for value in values:
            tests += [_op(_JUMP_EQUAL, value, 0, 1), allow]
        return [_argument(argument), *tests, deny]

    for numbers in _FREE.values():
        section(numbers[column], [allow])
    section(
        _CLONE[column],
        [
            _argument(0),
            _op(_JUMP_ANY_BIT, _CLONE_NAMESPACES, 0, 1),
            deny,
            _op(_JUMP_ANY_BIT, _CLONE_THREAD, 0, 1),
            allow,
            deny,
        ],
    )
    section(_CLONE3[column], [_op(_RETURN, _ERRNO | _ENOSYS)])
    section(_FCNTL[column], one_of(1, _FCNTL_ALLOWED))
    section(_IOCTL[column], one_of(1, _IOCTL_ALLOWED))
    section(_PRCTL[column], one_of(0, _PRCTL_ALLOWED))
    section(_MADVISE[column], one_of(2, _MADVISE_ALLOWED))
    section(  # prlimit64 only reads: the new limit must be a null pointer
        _PRLIMIT64[column],
        [
            _argument(2),
            _op(_JUMP_EQUAL, 0, 0, 3),
            _argument(2, high=True),
            _op(_JUMP_EQUAL, 0, 0, 1),
            allow,
            deny,
        ],
    )
    out.append(deny)
    return b"".join(out)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def prepare() -> _Program:
    """The filter for this machine, ready for `install`: built once, before the fork."""
    code = program(kernel.MACHINE)
    return _Program(len(code) // 8, code)


def install(prepared: _Program) -> None:
    """Put the filter on this process. No-new-privs must be set. There is no way back."""
    zero = ctypes.c_ulong(0)
    result = kernel.libc.prctl(22, ctypes.c_ulong(2), ctypes.byref(prepared), zero, zero)
    if result < 0:
        raise OSError(ctypes.get_errno(), "seccomp filter refused")
