"""The allow-list agrees with its traces, and does not contain the calls that must be refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_seccomp import ALLOW, ARCHITECTURES, ENOSYS, EPERM, Filter

from benchmarks import syscall_trace
from effbench.sandbox.inside import allow_list

TRACES = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "syscalls-x86_64.json"
CLONE_THREAD = 0x3D0F00  # the C library's request
CONDITIONAL = {"clone", "prlimit64", "futex", "clock_gettime", "clock_getres"}
FUTEX_WAIT_PRIVATE = 0x80

# Calls of honest code that are refused. The code does without them: the workloads end as expected.
REFUSED = {
    "another process": "clone3 kill tgkill pipe2",
    "a network": "socket",
    "memory of one node": "mbind",
    "timers": "alarm setitimer",
    "changing files": "mkdir rename unlink utimensat umask chdir",
    "facts about the system": "statfs getgroups getpgrp getpriority sysinfo",
    "signals that wait": "rt_sigpending",
}

# name: (x86-64, aarch64), from the kernel's tables. These families must stay refused.
FORBIDDEN: dict[str, dict[str, tuple[int | None, int | None]]] = {
    "other programs and processes": {
        "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None),
        "wait4": (61, 260), "waitid": (247, 95), "setsid": (112, 157), "setpgid": (109, 154),
    },
    "others' memory and state": {
        "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
        "process_madvise": (440, 440), "process_mrelease": (448, 448), "kcmp": (312, 272),
    },
    "process handles": {
        "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438),
    },
    "signals": {
        "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131),
        "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "signalfd4": (289, 74),
    },
    "sockets": {
        "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
        "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206),
        "recvfrom": (45, 207), "sendmsg": (46, 211), "recvmsg": (47, 212), "sendmmsg": (307, 269),
        "recvmmsg": (299, 243), "getsockopt": (55, 209), "setsockopt": (54, 208),
        "shutdown": (48, 210),
    },
    "work in the kernel": {
        "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
        "io_setup": (206, 0), "io_submit": (209, 2), "splice": (275, 76), "vmsplice": (278, 75),
        "tee": (276, 77), "sendfile": (40, 71), "copy_file_range": (326, 285),
        "readahead": (187, 213), "bpf": (321, 280), "perf_event_open": (298, 241),
        "userfaultfd": (323, 282),
    },
    "memory that outlives or hides": {
        "memfd_create": (319, 279), "memfd_secret": (447, 447), "mlock": (149, 228),
        "mlock2": (325, 284), "mlockall": (151, 230), "shmget": (29, 194), "shmat": (30, 196),
        "shmctl": (31, 195), "remap_file_pages": (216, 234), "msync": (26, 227),
    },
    "timers that make the CPU clock coarse, and limits": {
        "setitimer": (38, 103), "getitimer": (36, 102), "alarm": (37, None),
        "timer_create": (222, 107), "timer_settime": (223, 110), "timerfd_create": (283, 85),
        "timerfd_settime": (286, 86), "setrlimit": (160, 164), "adjtimex": (159, 171),
        "clock_settime": (227, 112), "clock_adjtime": (305, 266), "settimeofday": (164, 170),
    },
    "System V and POSIX IPC": {
        "semget": (64, 190), "semop": (65, 193), "semtimedop": (220, 192), "semctl": (66, 191),
        "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
        "mq_open": (240, 180), "mq_unlink": (241, 181), "mq_timedsend": (242, 182),
        "mq_timedreceive": (243, 183), "mq_notify": (244, 184),
    },
    "keyrings": {"add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219)},
    "file locks and watches": {
        "flock": (73, 32), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
        "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    },
    "filters and confinement": {
        "seccomp": (317, 277), "landlock_create_ruleset": (444, 444),
        "landlock_restrict_self": (446, 446), "capset": (126, 91), "personality": (135, 92),
        "setuid": (105, 146), "setresuid": (117, 147), "setgroups": (116, 159),
    },
    "namespaces and mounts": {
        "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
        "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
        "move_mount": (429, 429), "fsopen": (430, 430), "mount_setattr": (442, 442),
    },
    "scheduling": {
        "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
        "sched_setparam": (142, 118), "sched_setattr": (314, 274), "setpriority": (141, 140),
        "ioprio_set": (251, 30),
    },
    "changing files": {
        "creat": (85, None), "truncate": (76, 45), "fallocate": (285, 47), "mkdirat": (258, 34),
        "unlinkat": (263, 35), "renameat2": (316, 276), "linkat": (265, 37), "symlinkat": (266, 36),
        "mknodat": (259, 33), "fchmod": (91, 52), "fchmodat": (268, 53), "fchown": (93, 55),
        "fchownat": (260, 54), "utimensat": (280, 88), "setxattr": (188, 5), "openat2": (437, 437),
        "pwrite64": (18, 68), "pwritev": (296, 70), "sync": (162, 81), "umask": (95, 166),
    },
}  # fmt: skip
LOCKS = {"F_GETLK": 5, "F_SETLK": 6, "F_SETLKW": 7, "F_OFD_SETLK": 37, "F_SETLEASE": 1024}
OTHER_FCNTL = {"F_SETOWN": 8, "F_SETSIG": 10, "F_NOTIFY": 1026, "F_ADD_SEALS": 1033, "F_SETFL": 4}


@pytest.fixture(params=ARCHITECTURES, scope="module")
def bpf(request: pytest.FixtureRequest) -> Filter:
    return Filter(request.param)


def traced() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(TRACES.read_text())["calls"]
    return found


def entries() -> set[str]:
    """All entries of the list: calls, and `call value` for those with a condition."""
    values = {
        f"{name} {value}"
        for name, condition in allow_list.CONDITIONS.items()
        for value in condition.allowed
    }
    return set(allow_list.FREE) | set(allow_list.STAT) | values | CONDITIONAL


def passes(bpf: Filter, what: str) -> bool:
    """True if the filter allows this call of the traces."""
    name, _, value = what.partition(" ")
    column = 0 if bpf.machine == "x86_64" else 1
    free = allow_list.FREE | allow_list.STAT
    if name in free:
        number = free[name][column]
        return number is not None and bpf.call(number) == ALLOW
    if name == "clone":
        return bpf.call(name, CLONE_THREAD) == ALLOW
    if name == "prlimit64":
        return bpf.call(name, 0, 7, 0, 4096) == ALLOW
    if name in ("clock_gettime", "clock_getres"):
        return bpf.call(allow_list.CLOCKS[name][column] or 0, 1) == ALLOW
    if name == "futex":
        return bpf.call(name, 0x7F0000, FUTEX_WAIT_PRIVATE) == ALLOW
    condition = allow_list.CONDITIONS.get(name)
    number = condition and condition.numbers[column]
    if condition is None or number is None:
        return False
    values = [int(value)] if value else condition.allowed
    arguments = [[0] * condition.argument + [value] for value in values]
    return all(bpf.call(number, *each) == ALLOW for each in arguments)


def test_every_call_that_honest_code_made_is_allowed() -> None:
    bpf = Filter("x86_64")
    made = [what for what, seen in traced().items() if seen["passed"]]
    assert len(made) > 60
    assert [what for what in made if not passes(bpf, what)] == []


def test_every_allowed_call_was_observed_or_has_a_reason() -> None:
    observed = {what for what, seen in traced().items() if seen["passed"]}
    assert entries() - observed == set(allow_list.UNOBSERVED)
    assert all(len(reason) > 10 for reason in allow_list.UNOBSERVED.values())


def test_calls_for_the_scratch_folder_are_no_calls_of_the_other_tiers() -> None:
    assert not set(allow_list.SCRATCH) & entries()
    for name in allow_list.SCRATCH:  # rename and similar; nothing that makes links or devices
        assert name.removesuffix("at") in {"mkdir", "rmdir", "unlink", "rename"}


def test_what_honest_code_is_refused_is_known() -> None:
    refused = {what for what, seen in traced().items() if not seen["passed"]}
    assert refused == set(" ".join(REFUSED.values()).split())


def test_the_trace_is_of_many_workloads() -> None:
    found = json.loads(TRACES.read_text())
    assert found["workloads"] > 60
    assert found["machine"]["architecture"] == "x86_64"
    ended = {name: end.split()[0] for name, end in found["did not return"].items()}
    assert ended == {"an exception with a traceback": "raised"}


@pytest.mark.parametrize("family", FORBIDDEN)
def test_the_forbidden_families_are_refused(bpf: Filter, family: str) -> None:
    column = 0 if bpf.machine == "x86_64" else 1
    for name, numbers in FORBIDDEN[family].items():
        assert name not in allow_list.FREE | allow_list.STAT
        number = numbers[column]
        if number is not None:
            for arguments in ((), (0,) * 6, (1,) * 6, (-1,) * 6, (CLONE_THREAD,) * 6):
                assert bpf.call(number, *arguments) == EPERM, name


def test_only_threads_are_made(bpf: Filter) -> None:
    assert bpf.call("clone", CLONE_THREAD) == ALLOW
    assert bpf.call("clone", CLONE_THREAD & ~0x10000) == EPERM
    assert bpf.call("clone3", 4096, 88) == ENOSYS


def test_locks_and_shared_flags_are_refused(bpf: Filter) -> None:
    for command in (LOCKS | OTHER_FCNTL).values():
        assert bpf.call("fcntl", 3, command) == EPERM


# --- the reading of traces --------------------------------------------------------------------

LOG = f"""\
100 openat(0xffffff9c, "/x", 0x80000) = 3
100 newfstatat(0xffffff9c, "{syscall_trace.MARK}first", 0x7f, 0) = -1 ENOENT (No such file)
200 socket(0x1, 0x1, 0) = 3
200 prctl(0x16, 0x2, 0x7f00, 0, 0) = 0
200 read(3,  <unfinished ...>
100 fcntl(4, 0x2, 0x1) = 0
200 <... read resumed>"abc", 10) = 3
200 fcntl(4, 0x406, 0) = 5
200 socket(0x1, 0x1, 0) = -1 EPERM (Operation not permitted)
200 clone3({{flags=0x3d0f00}}, 88) = -1 ENOSYS (Function not implemented)
200 clone(child_stack=0x7f, flags=0x3d0f00, tls=0x7f <unfinished ...>
201 set_robust_list(0x7f, 24) = 0
200 <... clone resumed>) = 201
201 madvise(0x7f, 4096, 0x4) = 0
201 exit(0) = ?
201 +++ exited with 0 +++
100 newfstatat(0xffffff9c, "{syscall_trace.MARK}", 0x7f, 0) = -1 ENOENT (No such file)
200 getpid() = 200
200 exit_group(0) = ?
200 +++ exited with 0 +++
201 getuid() = 0
"""


def test_only_what_confined_processes_call_is_counted() -> None:
    found = syscall_trace.Trace()
    for line in LOG.splitlines():
        found.read(line)
    counts = {what: (seen.passed, seen.refused) for what, seen in found.seen.items()}
    assert counts == {
        "read": (1, 0),
        "fcntl": (1, 0),
        "fcntl 1030": (1, 0),
        "socket": (0, 1),
        "clone3": (0, 1),
        "clone": (1, 0),
        "madvise": (1, 0),
        "madvise 4": (1, 0),
        "exit": (1, 0),
    }
    assert list(found.seen["read"].workloads) == ["first"]
    assert found.confined == set()
