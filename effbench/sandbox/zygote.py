"""The zygote: builds the cage once, then forks one fresh child for every input.

Theory of operation (tier T1). The host *executes* this program (never forks into it), with a
control socket and a pidfd of itself. The program

1. makes namespaces (user, mount, pid, net, ipc, uts) and a root file system of its own: the
   interpreter's library folders and the allowed packages, read-only, three devices, nothing else:
   no /proc, no home, no repository, and the site-packages folders are covered. As root it does the
   mounts first and then becomes `nobody`; as an ordinary user the user namespace comes first;
2. forks: the child is process 1 of the new pid namespace, the zygote. Its death kills everything;
3. imports the allowed packages, freezes the garbage collector, prepares the Landlock rules and the
   system-call filter, and serves the control socket until the host closes it or dies.

For "fork" it makes a child in user, pid, net and ipc namespaces of its own, which gives itself
limits, no-new-privs, Landlock, no capabilities and the filter, and only then reads the candidate.
For "reap" it waits for that child, so that the host can read the CPU clock of the dead child first.

Tier T2 leaves out every namespace and keeps the rest. Covered: docs/threat-model.md. The zygote
holds no seed, no expected output and no reference. Standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import json
import os
import resource
import select
import socket
import stat
import struct
import sys
from typing import Any, NoReturn

from effbench.sandbox import guest, kernel, seccomp, wire

NOBODY = 65534
FORK = struct.Struct("<cQQ")  # b"F", address space in bytes beyond the zygote's own, output cap
REAPED = struct.Struct("<iQ")  # wait status, peak RSS in bytes
_HIGH_FD = 100  # the zygote's own descriptors lie here, clear of the child's 0-4
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
_MAX_FDS = 64
_MAX_THREADS = 64
_SPARE_THREADS = 4096  # tier T2: room for what else the user starts meanwhile
_STACK_BYTES = 64 << 20
_NAMESPACES = (
    kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
)
_CHILD_NAMESPACES = kernel.CLONE_NEWUSER | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC


def main() -> NoReturn:
    """`argv`: configuration as JSON, control socket's descriptor, the host's pidfd."""
    config = json.loads(sys.argv[1])
    control = socket.socket(fileno=_lift(int(sys.argv[2])))
    host = _lift(int(sys.argv[3]))
    step = "start"
    try:
        if config["tier"] == "T1":
            step = "namespaces"
            proc = _enter_namespaces(config)
            _fork_into_pid_namespace(control, host)
        else:
            proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
        step = "imports"
        cage = _Cage(config, proc)
        if config["tier"] != "T1" and os.geteuid() == 0:
            step = "credentials"
            cage.capabilities = _become_nobody_who_reaches(config["readable"])
    except BaseException as error:
        with contextlib.suppress(OSError):
            control.send(f"E{step}: {type(error).__name__}: {error}".encode()[:2000])
        os._exit(1)
    control.send(b"R")
    _serve(control, host, cage)


def _lift(fd: int) -> int:
    """Move a descriptor out of the child's way."""
    high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _HIGH_FD)
    os.close(fd)
    return high


# --- the cage's outer shell -------------------------------------------------------------------


def _enter_namespaces(config: dict[str, Any]) -> int:
    """All of step 1. Returns a descriptor of the host's /proc, needed until the zygote stands."""
    if os.geteuid() == 0:
        kernel.unshare(kernel.CLONE_NEWNS)
        proc = _build_root(config)
        _become_nobody_if_root()
        kernel.unshare(_NAMESPACES)
        _map_user(proc, NOBODY, NOBODY)
    else:
        uid, gid = os.geteuid(), os.getegid()
        proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
        kernel.unshare(_NAMESPACES | kernel.CLONE_NEWNS)
        _map_user(proc, uid, gid)
        os.close(proc)
        proc = _build_root(config)
    return proc


def _become_nobody_if_root() -> None:
    if os.geteuid() != 0:
        return
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    # Changing identity made /proc/self root's; the user map could not be written.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)


def _become_nobody_who_reaches(paths: list[str]) -> int:
    """The capability that children keep so that they can import what lies below root's home.

    Without namespaces nothing can be mounted elsewhere. With the capability, as without it,
    Landlock decides what is read and written.
    """
    kernel.prctl(kernel.PR_SET_KEEPCAPS, 1)
    _become_nobody_if_root()
    kept = 0
    try:
        for path in paths:
            os.stat(path)
    except PermissionError:
        has = kernel.permitted_capabilities()
        kept = has & kernel.CAP_DAC_READ_SEARCH or has & kernel.CAP_DAC_OVERRIDE
        if not kept:
            raise
    kernel.keep_capabilities(kept)
    return kept


def _map_user(proc: int, uid: int, gid: int) -> None:
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"0 {uid} 1"),
        ("gid_map", f"0 {gid} 1"),
    ):
        fd = os.open(f"self/{name}", os.O_WRONLY, dir_fd=proc)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)


def _build_root(config: dict[str, Any]) -> int:
    """A fresh root on a tmpfs, entered. Sources are opened first: the tmpfs may cover them."""
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    proc = _lift(os.open("/proc", os.O_RDONLY | os.O_DIRECTORY))
    binds = [(*pair, os.open(pair[0], os.O_PATH)) for pair in config["binds"]]
    binds += [(device, device, os.open(device, os.O_PATH)) for device in _DEVICES]
    base = next(path for path in ("/tmp", "/mnt", "/var/tmp", "/dev") if os.path.isdir(path))
    kernel.mount("tmpfs", base, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=4m,mode=755")
    for _, target, fd in binds:
        place = base + target
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            os.makedirs(place, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o644))
        kernel.bind_read_only(f"/proc/self/fd/{fd}", place, devices=target in _DEVICES)
        os.close(fd)
    for target in config["covered"]:
        if os.path.isdir(base + target):
            kernel.mount("tmpfs", base + target, "tmpfs", kernel.MS_RDONLY, "size=4k,mode=755")
    for link, target in config["links"]:
        if not os.path.lexists(base + link):
            os.symlink(target, base + link)
    flags = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID
    kernel.mount(None, base, None, flags | kernel.MS_NODEV)
    kernel.pivot_into(base)
    return proc


def _fork_into_pid_namespace(control: socket.socket, host: int) -> None:
    """The child returns as process 1 of the pid namespace; the parent waits for its end."""
    pid = os.fork()
    if pid:
        control.close()
        os.close(host)
        _, status = os.waitpid(pid, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)


# --- the zygote -------------------------------------------------------------------------------


class _Cage:
    """What every child needs, made once."""

    def __init__(self, config: dict[str, Any], proc: int) -> None:
        self.own_namespaces = config["tier"] == "T1"
        self.capabilities = 0
        sys.path.extend(config["path"])
        for name in config["preload"]:
            importlib.import_module(name)
        wire.bind_numpy()
        sys.path_importer_cache.clear()
        _forget_ourselves()
        self.pid_namespace = -1
        if self.own_namespaces:
            self.pid_namespace = _lift(os.open("self/ns/pid", os.O_RDONLY, dir_fd=proc))
        with open(os.open("self/statm", os.O_RDONLY, dir_fd=proc)) as statm:
            self.address_bytes = int(statm.read().split()[0]) * resource.getpagesize()
        # In the child's own user namespace only its own threads count, elsewhere all of the user's.
        self.max_threads = _MAX_THREADS if self.own_namespaces else _SPARE_THREADS + _threads(proc)
        _volunteer_for_the_oom_killer(proc)
        os.close(proc)
        self.ruleset = -1
        if config["landlock"]:
            readable, listable = config["readable"], config["listable"]
            ruleset = kernel.landlock_ruleset(readable, listable, ["/dev/null"])
            self.ruleset = _lift(ruleset)
        self.filter = seccomp.prepare()
        gc.collect()
        gc.freeze()


def _threads(proc: int) -> int:
    """Threads of this user (of `nobody` when root, which is what it will become) right now."""
    uid = os.geteuid() or NOBODY
    count = 0
    for name in filter(str.isdigit, os.listdir(proc)):
        with contextlib.suppress(OSError):
            entry = os.stat(f"{name}/task", dir_fd=proc)
            count += (entry.st_nlink - 2) * (entry.st_uid == uid)
    return count


def _volunteer_for_the_oom_killer(proc: int) -> None:
    """When memory runs out, a child shall die and not the host (a trainer, perhaps)."""
    with contextlib.suppress(OSError):
        fd = os.open("self/oom_score_adj", os.O_WRONLY, dir_fd=proc)
        try:
            os.write(fd, b"1000")
        finally:
            os.close(fd)


def _forget_ourselves() -> None:
    """A candidate that imports effbench, or names like ours, finds nothing."""
    for name in [name for name in sys.modules if name.split(".")[0] == "effbench"]:
        del sys.modules[name]
    sys.argv[:] = [""]
    sys.orig_argv[:] = [""]


def _serve(control: socket.socket, host: int, cage: _Cage) -> NoReturn:
    poller = select.poll()
    poller.register(control, select.POLLIN)
    poller.register(host, select.POLLIN)
    child = 0
    while True:
        ready = dict(poller.poll())
        if host in ready:
            os._exit(0)  # the host is dead, even if somebody still holds its socket
        message, fds, _, _ = socket.recv_fds(control, 64, 2)
        if not message:
            os._exit(0)
        if message[:1] == b"F":
            child = _fork(control, cage, message, fds)
        elif message[:1] == b"W":
            _, status, usage = os.wait4(child, 0)
            control.send(REAPED.pack(status, usage.ru_maxrss * 1024))


def _fork(control: socket.socket, cage: _Cage, message: bytes, fds: list[int]) -> int:
    _, memory_bytes, _ = FORK.unpack(message)
    if cage.own_namespaces:
        kernel.unshare(kernel.CLONE_NEWPID)
    pid = os.fork()
    if pid == 0:
        _child(cage, memory_bytes, fds)
    if cage.own_namespaces:
        kernel.setns(cage.pid_namespace, kernel.CLONE_NEWPID)
    for fd in fds:
        os.close(fd)
    handle = os.pidfd_open(pid)
    try:
        socket.send_fds(control, [b"C" + str(pid).encode()], [handle])
    finally:
        os.close(handle)
    return pid


def _child(cage: _Cage, memory_bytes: int, fds: list[int]) -> NoReturn:
    try:
        for place, fd in zip((guest.FD_IN, guest.FD_OUT), map(_lift, fds), strict=True):
            os.dup2(fd, place)
        # An open file of its own: flags set on an inherited one would still be there for the next
        # child, a channel of several bits from one repetition to another.
        null = os.open("/dev/null", os.O_RDWR)
        for place in (0, 1, 2):
            os.dup2(null, place)
        _confine(cage, memory_bytes)
    except BaseException as error:
        text = f"confinement failed: {type(error).__name__}: {error}"
        guest.write_frame(guest.FD_OUT, wire.encode(("confinement", text, "", 0)))
        os._exit(1)
    guest.serve()


def _confine(cage: _Cage, memory_bytes: int) -> None:
    if cage.own_namespaces:
        kernel.unshare(_CHILD_NAMESPACES)
    else:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)
    for kind, amount in (
        (resource.RLIMIT_AS, cage.address_bytes + memory_bytes),
        (resource.RLIMIT_NOFILE, _MAX_FDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NPROC, cage.max_threads),
    ):
        _limit(kind, amount)
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    stack = _STACK_BYTES if hard == resource.RLIM_INFINITY else min(_STACK_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (stack, stack))
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if cage.ruleset >= 0:
        kernel.landlock_restrict_self(cage.ruleset)
    os.closerange(guest.FD_OUT + 1, 1024)
    kernel.keep_capabilities(cage.capabilities)
    seccomp.install(cage.filter)


def _limit(kind: int, amount: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    resource.setrlimit(kind, (amount, amount))
