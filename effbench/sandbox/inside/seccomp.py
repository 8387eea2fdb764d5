"""The system-call filter: an allow-list, as a classic BPF program.

The filter limits the system calls of a candidate. A call that is not listed fails with EPERM, so
Python raises PermissionError and the verdict can give the reason. Calls of a foreign architecture
kill the process.

The list allows memory, threads, time, reading files (Landlock and the mount namespace decide
which), and reading and writing open descriptors. It omits on purpose: new processes, exec, sockets,
ptrace and process_vm, pidfd, signals to others, io_uring, memfd, SysV IPC, keyrings, file locks (a
channel between children), timers and RLIMIT_CPU (they make the kernel's CPU clock tick-granular),
scheduling changes, mounts and namespaces, further filters, BPF, perf, `sysinfo` (threads and free
memory of the whole machine, which other children can change).

`clone` is allowed only with CLONE_THREAD. `clone3` fails with ENOSYS, because the C library then
falls back to `clone`, whose flags a filter can see (EPERM would break threads instead).

`futex` is allowed in its private form. The C library waits for the end of a thread with the shared
form, and C++ guards static variables with it. In the shared form, waiting therefore fails with
EAGAIN and waking returns 0, as without any waiters; both callers then check again. Standard library
only.
"""

from __future__ import annotations

import ctypes
import struct

from effbench.sandbox.inside import allow_list, kernel

_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_KILL = 0x80000000
_EPERM = 1
_EAGAIN = 11
_EOPNOTSUPP = 95
_ENOSYS = 38

_CLONE_THREAD = 0x00010000
_CLONE_NAMESPACES = 0x7E020080  # NEWNS NEWCGROUP NEWUTS NEWIPC NEWUSER NEWPID NEWNET NEWTIME

_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# O_WRONLY O_RDWR O_CREAT O_TRUNC O_APPEND O_TMPFILE, the same on both architectures.
_OPEN_TO_WRITE = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000 | 0o20000000

_TMPFILE = 0o20000000  # the bit of O_TMPFILE, which creates an unnamed file

_NEGATIVE = 0x80000000
_OF_A_THREAD = 4  # clock of a thread of this process; the kernel denies those of other processes

_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, _ARGS_AT = 0, 4, 16


def _op(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, when_true, when_false, value)


def _argument(index: int, high: bool = False) -> bytes:
    return _op(_LOAD, _ARGS_AT + 8 * index + (4 if high else 0))


def _one_of(values: tuple[int, ...], answer: bytes) -> list[bytes]:
    """Return instructions that give `answer` if the loaded value is one of `values`."""
    return [part for value in values for part in (_op(_JUMP_EQUAL, value, 0, 1), answer)]


_ALLOWED, _DENIED = _op(_RETURN, _ALLOW), _op(_RETURN, _ERRNO | _EPERM)


def _futex() -> list[bytes]:
    return [
        _argument(1),
        *_one_of(allow_list.FUTEX_PRIVATE, _ALLOWED),
        *_one_of(allow_list.FUTEX_SHARED_WAIT, _op(_RETURN, _ERRNO | _EAGAIN)),
        *_one_of(allow_list.FUTEX_SHARED_WAKE, _op(_RETURN, _ERRNO)),
        _DENIED,
    ]


def _clock() -> list[bytes]:
    """Allow the clocks of the machine, of this process and of its threads."""
    return [
        _argument(0),
        _op(_JUMP_ANY_BIT, _NEGATIVE, 1, 0),
        _ALLOWED,
        _op(_JUMP_ANY_BIT, _OF_A_THREAD, 0, 1),
        _ALLOWED,
        *_one_of(allow_list.OWN_CLOCKS, _ALLOWED),
        _DENIED,
    ]


def _clone() -> list[bytes]:
    """Allow threads, but no other processes and no namespaces."""
    return [
        _argument(0),
        _op(_JUMP_ANY_BIT, _CLONE_NAMESPACES, 0, 1),
        _DENIED,
        _op(_JUMP_ANY_BIT, _CLONE_THREAD, 0, 1),
        _ALLOWED,
        _DENIED,
    ]


def _argument_is(argument: int, values: tuple[int, ...]) -> list[bytes]:
    """Allow the call if this argument is one of `values`."""
    return [_argument(argument), *_one_of(values, _ALLOWED), _DENIED]


def _prlimit64() -> list[bytes]:
    """Allow reading a limit (the new one is a null pointer), or setting one of OWN_LIMITS."""
    return [
        _argument(0),
        _op(_JUMP_EQUAL, 0, 1, 0),
        _DENIED,
        _argument(2),
        _op(_JUMP_EQUAL, 0, 0, 3),
        _argument(2, high=True),
        _op(_JUMP_EQUAL, 0, 0, 1),
        _ALLOWED,
        *_argument_is(1, allow_list.OWN_LIMITS),
    ]


def program(
    machine: str, read_only: bool = False, scratch: bool = False, stat: bool = True
) -> bytes:
    """Return the filter for `machine` (`x86_64` or `aarch64`) as an array of struct sock_filter.

    `read_only`: files can be opened for reading only, for tier T3, where no other mechanism
    enforces this. `scratch`: there is a folder in which files can be created. Unnamed files are
    denied even there, because they would not show that the folder was used; the error is that of a
    file system without support for them. `stat`: the `stat` family is allowed.
    """
    column = 0 if machine == "x86_64" else 1
    free = allow_list.FREE | (allow_list.STAT if stat else {})
    sections = [
        *(_opening(column, _OPEN_TO_WRITE, _DENIED) if read_only else ()),
        *(_opening(column, _TMPFILE, _op(_RETURN, _ERRNO | _EOPNOTSUPP)) if scratch else ()),
        *((numbers[column], [_ALLOWED]) for numbers in free.values()),
        *((numbers[column], [_ALLOWED]) for numbers in allow_list.SCRATCH.values() if scratch),
        (allow_list.FUTEX[column], _futex()),
        *((numbers[column], _clock()) for numbers in allow_list.CLOCKS.values()),
        (allow_list.CLONE[column], _clone()),
        (allow_list.CLONE3[column], [_op(_RETURN, _ERRNO | _ENOSYS)]),
        *(
            (condition.numbers[column], _argument_is(condition.argument, condition.allowed))
            for condition in allow_list.CONDITIONS.values()
        ),
        (allow_list.PRLIMIT64[column], _prlimit64()),
    ]
    return b"".join(
        [
            _op(_LOAD, _ARCH_AT),
            _op(_JUMP_EQUAL, _ARCH[machine], 1, 0),
            _op(_RETURN, _KILL),
            _op(_LOAD, _NUMBER_AT),
            *(part for number, body in sections for part in _section(number, body)),
            _DENIED,
        ]
    )


def _section(number: int | None, body: list[bytes]) -> list[bytes]:
    """Return `body` for one system call; nothing if this machine does not have the call."""
    return [] if number is None else [_op(_JUMP_EQUAL, number, 0, len(body)), *body]


def _opening(column: int, flags: int, refusal: bytes) -> list[tuple[int | None, list[bytes]]]:
    """Return sections for `open` and `openat` that refuse these flags.

    They come before the list, which allows both calls unconditionally.
    """
    return [
        (
            allow_list.FREE[name][column],
            [_argument(argument), _op(_JUMP_ANY_BIT, flags, 0, 1), refusal, _ALLOWED],
        )
        for name, argument in (("open", 1), ("openat", 2))
    ]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def prepare(read_only: bool = False, scratch: bool = False, stat: bool = True) -> _Program:
    """Build the filter for this machine, once before the fork, for `install`."""
    code = program(kernel.MACHINE, read_only, scratch, stat)
    return _Program(len(code) // 8, code)


def install(prepared: _Program) -> None:
    """Install the filter on this process, permanently. No-new-privs must be set."""
    zero = ctypes.c_ulong(0)
    result = kernel.libc.prctl(22, ctypes.c_ulong(2), ctypes.byref(prepared), zero, zero)
    if result < 0:
        raise OSError(ctypes.get_errno(), "seccomp filter refused")
