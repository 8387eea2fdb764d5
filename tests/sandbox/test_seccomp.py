"""The system-call filter, run in a small simulator of classic BPF for both architectures."""

from __future__ import annotations

import os
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from effbench.sandbox.inside import allow_list, kernel, seccomp

ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
FOREIGN = {"i386": 0x40000003, "arm": 0x40000028, "riscv64": 0xC00000F3, "none": 0}
X32_BIT = 0x40000000
MAX_INSTRUCTIONS = 4096  # the kernel's BPF_MAXINSNS

# An independent copy from the kernel's tables: (x86-64, aarch64).
NUMBERS = {
    "read": (0, 63), "write": (1, 64), "open": (2, None), "openat": (257, 56), "close": (3, 57),
    "fstat": (5, 80), "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215),
    "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "futex": (202, 98),
    "exit_group": (231, 94), "getrandom": (318, 278), "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115), "getdents64": (217, 61), "gettid": (186, 178),
    "clone": (56, 220), "clone3": (435, 435), "fcntl": (72, 25), "ioctl": (16, 29),
    "prctl": (157, 167), "prlimit64": (302, 261), "madvise": (28, 233), "fork": (57, None),
    "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kill": (62, 129),
    "tkill": (200, 130), "tgkill": (234, 131), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438), "socket": (41, 198),
    "socketpair": (53, 199), "connect": (42, 203), "sendmsg": (46, 211), "recvmsg": (47, 212),
    "io_uring_setup": (425, 425), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180), "memfd_create": (319, 279),
    "mount": (165, 40), "umount2": (166, 39), "unshare": (272, 97), "setns": (308, 268),
    "pivot_root": (155, 41), "chroot": (161, 51), "setrlimit": (160, 164), "setitimer": (38, 103),
    "timer_create": (222, 107), "timerfd_create": (283, 85), "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119), "sched_setattr": (314, 274), "setpriority": (141, 140),
    "flock": (73, 32), "seccomp": (317, 277), "personality": (135, 92), "membarrier": (324, 283),
    "process_madvise": (440, 440), "mlock": (149, 228), "splice": (275, 76), "sendfile": (40, 71),
    "truncate": (76, 45), "ftruncate": (77, 46), "unlinkat": (263, 35), "mkdirat": (258, 34),
    "renameat2": (316, 276), "linkat": (265, 37), "symlinkat": (266, 36), "fchmodat": (268, 53),
    "fchownat": (260, 54), "utimensat": (280, 88), "setxattr": (188, 5),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "pwrite64": (18, 68), "wait4": (61, 260), "setuid": (105, 146),
    "capset": (126, 91), "landlock_restrict_self": (446, 446), "openat2": (437, 437),
    "inotify_init1": (294, 26), "epoll_create1": (291, 20), "eventfd2": (290, 19),
    "pipe2": (293, 59), "clock_getres": (229, 114), "sysinfo": (99, 179), "statx": (332, 291),
}  # fmt: skip
CONDITIONAL = (  # noqa: SIM905  likewise
    "clone clone3 fcntl ioctl prctl prlimit64 madvise futex clock_gettime clock_getres "
    "clock_nanosleep"
).split()
ALLOWED = (  # noqa: SIM905  names read better as text
    "read write open openat close fstat mmap mprotect munmap brk rt_sigaction rt_sigprocmask "
    "exit_group getrandom getdents64 gettid ftruncate"
).split()
DENIED = [name for name in NUMBERS if name not in (*ALLOWED, *CONDITIONAL)]


@dataclass
class Filter:
    """A simulator of the kernel's interpreter, for the part of classic BPF that the filter uses."""

    machine: str
    read_only: bool = False
    scratch: bool = False
    stat: bool = True
    program: list[tuple[int, int, int, int]] = field(init=False)

    def __post_init__(self) -> None:
        code = seccomp.program(self.machine, self.read_only, self.scratch, self.stat)
        self.program = list(struct.iter_unpack("<HBBI", code))

    def number(self, name: str) -> int | None:
        return NUMBERS[name][0 if self.machine == "x86_64" else 1]

    def call(self, name: str | int, *arguments: int, arch: int | None = None) -> int:
        number = name if isinstance(name, int) else self.number(name)
        assert number is not None
        padded = [argument & (2**64 - 1) for argument in (*arguments, 0, 0, 0, 0, 0, 0)][:6]
        arch = ARCHITECTURES[self.machine] if arch is None else arch
        data = struct.pack("<IIQ6Q", number & 0xFFFFFFFF, arch, 0x7F00DEADBEEF, *padded)
        accumulator, at = 0, 0
        while True:
            code, when_true, when_false, value = self.program[at]
            at += 1
            if code == 0x20:  # LD W ABS
                assert value % 4 == 0 and value + 4 <= len(data)
                (accumulator,) = struct.unpack_from("<I", data, value)
            elif code == 0x15:  # JEQ
                at += when_true if accumulator == value else when_false
            elif code == 0x45:  # JSET
                at += when_true if accumulator & value else when_false
            elif code == 0x06:  # RET
                return value
            else:
                raise AssertionError(f"an instruction that is not in use: {code:#x}")


@pytest.fixture(params=ARCHITECTURES, scope="module")
def bpf(request: pytest.FixtureRequest) -> Filter:
    return Filter(request.param)


def test_the_program_is_well_formed(bpf: Filter) -> None:
    assert 0 < len(bpf.program) <= MAX_INSTRUCTIONS
    for at, (code, when_true, when_false, _) in enumerate(bpf.program):
        assert code in (0x20, 0x15, 0x45, 0x06)
        if code in (0x15, 0x45):
            assert at + 1 + max(when_true, when_false) < len(bpf.program)
    assert bpf.program[-1][0] == 0x06


@pytest.mark.parametrize("name", ALLOWED)
def test_listed_calls_pass(bpf: Filter, name: str) -> None:
    if bpf.number(name) is not None:
        assert bpf.call(name, 1, 2, 3, 4, 5, 6) == ALLOW


@pytest.mark.parametrize("name", DENIED)
def test_everything_dangerous_is_refused(bpf: Filter, name: str) -> None:
    if bpf.number(name) is not None:
        for arguments in ((), (-1,) * 6, (0x10000,) * 6):
            assert bpf.call(name, *arguments) == EPERM


def test_whatever_is_not_listed_is_refused(bpf: Filter) -> None:
    column = 0 if bpf.machine == "x86_64" else 1
    listed = {numbers[column] for numbers in allow_list.FREE.values()}
    listed |= {numbers[column] for numbers in allow_list.STAT.values()}
    listed |= {bpf.number(name) for name in CONDITIONAL}
    for number in [*range(700), 0x7FFFFFFF, 0xFFFFFFFF]:
        if number not in listed:
            assert bpf.call(number) == EPERM


def test_the_x32_numbering_is_refused(bpf: Filter) -> None:
    for number in range(700):
        assert bpf.call(X32_BIT | number) == EPERM


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_architectures_are_killed(bpf: Filter, name: str) -> None:
    for number in range(0, 500, 7):
        assert bpf.call(number, arch=FOREIGN[name]) == KILL
    for machine, arch in ARCHITECTURES.items():
        if machine != bpf.machine:
            assert bpf.call("read", arch=arch) == KILL


THREAD = 0x3D0F00  # the C library's flags for a new thread
NAMESPACES = {
    "mount": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000,
    "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000, "time": 0x80,
}  # fmt: skip


def test_clone_makes_threads_only(bpf: Filter) -> None:
    assert bpf.call("clone", THREAD) == ALLOW
    assert bpf.call("clone", THREAD | 2**32) == ALLOW  # the kernel looks at the low half
    for flags in (0, 17, 0x4000 | 0x100 | 17, 0x01200011, THREAD & ~0x10000):
        assert bpf.call("clone", flags) == EPERM
    for flag in NAMESPACES.values():
        assert bpf.call("clone", THREAD | flag) == EPERM
        assert bpf.call("clone", flag | 17) == EPERM


def test_clone3_is_not_implemented(bpf: Filter) -> None:
    """A filter can't see its flags, which are in memory. The C library falls back to `clone`."""
    assert bpf.call("clone3", 0x7FFF0000, 88) == ENOSYS


POINTERS = (1, 0x7FFF0000, 2**32, 0x7F0000000000, 2**63)
OTHERS = (1, 2, 4711, 2**31, 2**32 - 1, -1)
CPU_LIMIT, OWN_LIMITS = 0, (2, 3, 4, 7, 9)  # DATA STACK CORE NOFILE AS


def test_prlimit_reads_every_limit(bpf: Filter) -> None:
    for which in range(16):
        assert bpf.call("prlimit64", 0, which, 0, 0x7FFF0000) == ALLOW


def test_prlimit_sets_some_limits_of_its_own_process(bpf: Filter) -> None:
    for which in range(20):
        for pointer in POINTERS:
            wanted = ALLOW if which in OWN_LIMITS else EPERM
            assert bpf.call("prlimit64", 0, which, pointer, 0) == wanted
    for pid in OTHERS:
        for which in OWN_LIMITS:
            assert bpf.call("prlimit64", pid, which, 0x7FFF0000, 0) == EPERM


def test_the_limits_of_others_are_not_read(bpf: Filter) -> None:
    """A process can set its own limits, so reading another's would be a channel."""
    for pid in OTHERS:
        for which in range(16):
            assert bpf.call("prlimit64", pid, which, 0, 0x7FFF0000) == EPERM


def test_the_limit_of_cpu_time_is_never_set(bpf: Filter) -> None:
    """If it is set, the kernel counts CPU time in ticks."""
    for pointer in POINTERS:
        assert bpf.call("prlimit64", 0, CPU_LIMIT, pointer, 0) == EPERM
        assert bpf.call("prlimit64", 0, CPU_LIMIT | 2**32, pointer, 0) == EPERM


def test_fcntl_knows_no_locks(bpf: Filter) -> None:
    for command in (1, 2, 3, 1030):
        assert bpf.call("fcntl", 4, command) == ALLOW
    for command in (0, 4, 5, 6, 7, 8, 9, 10, 11, 15, 36, 37, 38, 1024, 1026, 1031, 1033, 1036):
        assert bpf.call("fcntl", 4, command) == EPERM


def test_ioctl_prctl_and_madvise(bpf: Filter) -> None:
    assert bpf.call("ioctl", 1, 0x5401) == ALLOW  # is it a terminal?
    for request in (0x5412, 0x540E, 0x5421, 0x5452, 0x8901, 0x40049409):
        assert bpf.call("ioctl", 1, request) == EPERM
    assert bpf.call("prctl", 15) == ALLOW  # a thread's name
    for option in (1, 4, 8, 16, 22, 24, 26, 28, 29, 31, 35, 36, 38, 0x59616D61):
        assert bpf.call("prctl", option, 1) == EPERM
    for advice in (0, 1, 2, 3, 4, 8, 14, 102, 103):
        assert bpf.call("madvise", 0, 4096, advice) == ALLOW
    for advice in (9, 10, 11, 12, 13, 15, 20, 21, 22, 23, 25, 100, 101):
        assert bpf.call("madvise", 0, 4096, advice) == EPERM


PRIVATE, DAY_CLOCK = 128, 256
WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET = 0, 1, 3, 4, 5, 9, 10
EAGAIN, NOUGHT = 0x0005000B, 0x00050000


def test_futexes_are_private(bpf: Filter) -> None:
    for operation in (WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET):
        assert bpf.call("futex", 0x7F0000, operation | PRIVATE) == ALLOW
    for operation in (WAIT, WAIT_BITSET):
        assert bpf.call("futex", 0x7F0000, operation | PRIVATE | DAY_CLOCK) == ALLOW


def test_a_shared_futex_looks_like_one_that_nobody_else_uses(bpf: Filter) -> None:
    for operation in (WAIT, WAIT_BITSET, WAIT | DAY_CLOCK, WAIT_BITSET | DAY_CLOCK):
        assert bpf.call("futex", 0x7F0000, operation) == EAGAIN
        assert bpf.call("futex", 0x7F0000, operation | 2**32) == EAGAIN
    for operation in (WAKE, WAKE_BITSET):
        assert bpf.call("futex", 0x7F0000, operation) == NOUGHT


def test_no_other_operation_on_a_futex_passes(bpf: Filter) -> None:
    """Priority inheritance (6 to 8, 11 to 13) names any process's thread by its number."""
    known = {WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET}
    for operation in range(128):
        for flags in (0, PRIVATE, DAY_CLOCK, PRIVATE | DAY_CLOCK, 512, 2**31):
            found = bpf.call("futex", 0x7F0000, operation | flags)
            if operation not in known or flags >= 512:
                assert found == EPERM
            elif not flags & PRIVATE:
                assert found != ALLOW


def test_clocks_are_the_machines_or_its_own(bpf: Filter) -> None:
    own_threads = [~number << 3 | 4 | kind for number in (0, 1, 4711, 2**22) for kind in (0, 1, 2)]
    own = [~0 << 3 | kind for kind in (0, 1, 2)]
    others = [~number << 3 | kind for number in (1, 2, 4711, 2**22) for kind in (0, 1, 2, 3)]
    for name in ("clock_gettime", "clock_getres"):
        for clock in [*range(12), *own, *own_threads]:
            assert bpf.call(name, clock & 0xFFFFFFFF) == ALLOW
            assert bpf.call(name, clock) == ALLOW
        for clock in [*others, ~0 << 3 | 3]:  # the last one: a clock behind a descriptor
            assert bpf.call(name, clock & 0xFFFFFFFF) == EPERM
            assert bpf.call(name, clock) == EPERM


def test_nobody_sleeps_by_the_clock_of_a_process(bpf: Filter) -> None:
    for clock in (0, 1):
        assert bpf.call("clock_nanosleep", clock) == ALLOW
    for clock in (2, 3, 4, 5, 6, 7, 8, 9, -6, -2, ~4711 << 3 | 2):
        assert bpf.call("clock_nanosleep", clock) == EPERM


def header(*names: str) -> dict[str, int]:
    for name in names:
        path = Path(name)
        if path.exists():
            found = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)", path.read_text(), re.M)
            return {key: int(value) for key, value in found}
    pytest.skip("no kernel headers here")


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_numbers_are_the_kernels(machine: str) -> None:
    """Compare with the headers of the C library, if they are installed."""
    column = 0 if machine == "x86_64" else 1
    if machine == "x86_64":
        kernels = header(
            "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"
        )
    else:
        kernels = header("/usr/include/asm-generic/unistd.h")
    renamed = {"newfstatat": "fstatat"} if machine == "aarch64" else {}
    pairs = allow_list.FREE | allow_list.STAT | NUMBERS
    compared = 0
    for name, numbers in pairs.items():
        known = kernels.get(name, kernels.get(renamed.get(name, "")))
        if known is not None and numbers[column] is not None:
            assert numbers[column] == known, name
            compared += 1
    assert compared > 100


def test_the_filter_fits_this_machine() -> None:
    prepared = seccomp.prepare()
    assert prepared.length == len(seccomp.program(kernel.MACHINE)) // 8


# --- tier T3: files can only be read ------------------------------------------------------------


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_at_t3_no_file_is_opened_for_writing(machine: str) -> None:
    read_only = Filter(machine, read_only=True)
    places = {"open": 1, "openat": 2}
    for name, place in places.items():
        if read_only.number(name) is None:
            continue
        for flags in (0, os.O_CLOEXEC, os.O_DIRECTORY, os.O_NONBLOCK | os.O_NOFOLLOW, os.O_PATH):
            arguments = [0xFFFFFF9C] * place + [flags]
            assert read_only.call(name, *arguments) == ALLOW
        for flags in (
            os.O_WRONLY,
            os.O_RDWR,
            os.O_CREAT,
            os.O_TRUNC,
            os.O_APPEND,
            os.O_TMPFILE,
            os.O_RDWR | os.O_CLOEXEC,
            os.O_WRONLY | 1 << 40,
            3,
        ):
            arguments = [0xFFFFFF9C] * place + [flags]
            assert read_only.call(name, *arguments) == EPERM


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_at_t3_the_rest_of_the_filter_is_the_same(machine: str) -> None:
    free, read_only = Filter(machine), Filter(machine, read_only=True)
    for number in range(600):
        if number not in (free.number("open"), free.number("openat")):
            for arguments in ((), (0x10000,) * 6, (1,) * 6):
                assert free.call(number, *arguments) == read_only.call(number, *arguments)


# --- tier T1: there is a scratch folder --------------------------------------------------------

SCRATCH_CALLS = {
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None), "unlink": (87, None),
    "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38),
}  # fmt: skip
EOPNOTSUPP = 0x0005005F


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_with_a_scratch_folder_a_few_calls_more_pass_and_no_others(machine: str) -> None:
    column = 0 if machine == "x86_64" else 1
    assert allow_list.SCRATCH == SCRATCH_CALLS
    own = {numbers[column] for numbers in SCRATCH_CALLS.values()}
    plain, more = Filter(machine), Filter(machine, scratch=True)
    for number in range(700):
        for arguments in ((), (0x10000,) * 6, (1,) * 6):
            found = plain.call(number, *arguments), more.call(number, *arguments)
            assert found == (EPERM, ALLOW) if number in own else found[0] == found[1]


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_with_a_scratch_folder_every_file_has_a_name(machine: str) -> None:
    """A file without a name would not change the folder, so its use could not be detected."""
    more = Filter(machine, scratch=True)
    for name, place in {"open": 1, "openat": 2}.items():
        if more.number(name) is None:
            continue
        for flags in (
            os.O_RDONLY,
            os.O_RDWR | os.O_CREAT,
            os.O_DIRECTORY,
            os.O_WRONLY | os.O_TRUNC,
        ):
            assert more.call(name, *[7] * place, flags) == ALLOW
        for flags in (os.O_TMPFILE | os.O_RDWR, 0o20000000, os.O_TMPFILE | os.O_EXCL | 1 << 33):
            assert more.call(name, *[7] * place, flags) == EOPNOTSUPP


# --- tier T2: no `stat` -------------------------------------------------------------------------


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_without_stat_four_calls_fewer_pass_and_no_others(machine: str) -> None:
    column = 0 if machine == "x86_64" else 1
    gone = {numbers[column] for numbers in allow_list.STAT.values()}
    plain, fewer = Filter(machine), Filter(machine, stat=False)
    for number in range(700):
        for arguments in ((), (0x10000,) * 6, (1,) * 6):
            found = plain.call(number, *arguments), fewer.call(number, *arguments)
            assert found == (ALLOW, EPERM) if number in gone else found[0] == found[1]
