"""The zygote: builds the cage once, then forks one fresh child for every input.

At tier T1, the host *executes* this program (it never forks into it), with a control socket and a
pidfd of the host. The program

1. creates namespaces (user, mount, pid, net, ipc, uts) and a root file system of its own. The root
   contains the interpreter's library folders and the allowed packages, read-only, and three
   devices: no /proc, no home, no repository, and the site-packages folders are covered. As root,
   the program mounts first and then becomes `nobody`; as an ordinary user, it creates the user
   namespace first (`shell.py`);
2. forks: the child is process 1 of the new pid namespace, the zygote. Its death kills all its
   children;
3. imports the allowed packages, freezes the garbage collector, prepares the Landlock rules and the
   system-call filter, and serves the control socket until the host closes it or dies.

For "fork" it forks a child in user, pid, net and ipc namespaces of its own. The child sets its
limits, no-new-privs, Landlock and the filter, drops its capabilities, and only then reads the
candidate. For "reap" it reaps that child; the host reads the CPU clock of the dead child before.

With the shell `bwrap`, bubblewrap has already made the mounts of step 1 when this program starts;
only the namespaces (process, network and so on) remain to be created.

Tier T2 omits all namespaces and keeps the rest; as root, it becomes `nobody` after step 3. Its
children can't call `stat`, and step 3 prepares them for that (`statless.py`). Tier T3 also omits
Landlock. Its filter denies opening any file for writing, and its processes can't inspect each
other. docs/threat-model.md states the protection of each tier. The zygote holds no seed, no
expected output and no reference. Standard library only.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import socket
import sys
from typing import NoReturn

from effbench.sandbox.inside import (
    guest,
    interior,
    kernel,
    orders,
    programs,
    scratch,
    seccomp,
    shell,
    statless,
    wire,
)

_MAX_THREADS = 64
_SPARE_THREADS = 4096  # without namespaces: room for threads that the user starts meanwhile
_CHILD_NAMESPACES = kernel.CLONE_NEWUSER | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC


def main() -> NoReturn:
    """Run the zygote.

    `argv`: the configuration as JSON; descriptors of the control socket, the host, its /proc.
    """
    config: orders.Config = json.loads(sys.argv[1])
    os.environ.pop("PWD", None)  # set by bubblewrap
    os.umask(0o022)  # the host's umask may keep `nobody` out of the new root
    control = socket.socket(fileno=shell.lift(int(sys.argv[2])))
    host, proc = shell.lift(int(sys.argv[3])), shell.lift(int(sys.argv[4]))
    step = "start"
    try:
        if config["tier"] == "T1":
            step = "namespaces"
            shell.enter_namespaces(config, proc)
            _fork_into_pid_namespace(control, host, shelled=config["shell"] == "bwrap")
        step = "imports"
        cage = _Cage(config, proc)
        if config["tier"] != "T1" and os.geteuid() == 0:
            step = "credentials"
            keep = config["tier"] == "T2"  # at T3 no other mechanism restricts reading
            cage.capabilities = shell.become_nobody_who_reaches(config["readable"], keep)
        if config["tier"] == "T3":
            kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # no child reads this or another's memory
    except BaseException as error:
        with contextlib.suppress(OSError):
            control.send(f"E{step}: {type(error).__name__}: {error}".encode()[:2000])
        os._exit(1)
    control.send(orders.READY)
    _serve(control, host, cage)


def _fork_into_pid_namespace(control: socket.socket, host: int, *, shelled: bool) -> None:
    """Fork. The child returns as process 1 of the pid namespace; the parent waits for its end."""
    pid = os.fork()
    if pid:
        control.close()
        os.close(host)
        poller = select.poll()
        poller.register(os.pidfd_open(pid), select.POLLIN)
        if shelled:
            # The host kills the process that it started: bubblewrap, this process's parent. A
            # parent-death signal is not delivered, because bubblewrap runs as another user if root.
            poller.register(os.pidfd_open(os.getppid()), select.POLLIN)
        poller.poll()
        os.kill(pid, kernel.SIGKILL)
        _, status = os.waitpid(pid, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)


# --- the zygote -------------------------------------------------------------------------------


class _Cage:
    """The state that all children share, created once."""

    def __init__(self, config: orders.Config, proc: int) -> None:
        self.own_namespaces = config["tier"] == "T1"
        self.capabilities = 0
        interior.load(config)
        if config["statless"]:
            statless.note(sys.path, config["statless"]["packages"])
            statless.load_for_the_c_library()
        self.pid_namespace = -1
        if self.own_namespaces:
            self.pid_namespace = shell.lift(os.open("self/ns/pid", os.O_RDONLY, dir_fd=proc))
        with open(os.open("self/statm", os.O_RDONLY, dir_fd=proc)) as statm:
            self.address_bytes = int(statm.read().split()[0]) * resource.getpagesize()
        # In its own user namespace only the child's threads count, otherwise all of the user's.
        self.max_threads = _MAX_THREADS if self.own_namespaces else _SPARE_THREADS + _threads(proc)
        _volunteer_for_the_oom_killer(proc)
        os.close(proc)
        self.config = config
        self.scratch = scratch.Scratch() if self.own_namespaces else None
        self.ruleset = -1
        self.make_rules()
        has_scratch = self.scratch is not None
        self.filter = seccomp.prepare(
            read_only=config["tier"] == "T3", scratch=has_scratch, stat=not config["statless"]
        )
        if config["statless"]:
            statless.install()
        interior.freeze()

    def make_rules(self) -> None:
        """Create the Landlock rules, again for each new scratch folder: a rule names one folder."""
        if not self.config["landlock"]:
            return
        if self.ruleset >= 0:
            os.close(self.ruleset)
        streams, folder = (
            ([], []) if self.scratch is None else ([programs.FOLDER], [scratch.FOLDER])
        )
        readable, listable = self.config["readable"], self.config["listable"]
        rules = kernel.landlock_ruleset(readable, listable, ["/dev/null"], streams, folder)
        self.ruleset = shell.lift(rules)

    def clean(self, kind: bytes) -> None:
        """Remove all files of a dead child."""
        if self.scratch is None:
            return
        if kind == orders.PROGRAM:
            programs.remove_files()
        if self.scratch.used:
            self.scratch.renew()
            self.make_rules()


def _threads(proc: int) -> int:
    """Count the current threads of this user, or of `nobody` if root, which it will become."""
    uid = os.geteuid() or shell.NOBODY
    count = 0
    for name in filter(str.isdigit, os.listdir(proc)):
        with contextlib.suppress(OSError):
            entry = os.stat(f"{name}/task", dir_fd=proc)
            count += (entry.st_nlink - 2) * (entry.st_uid == uid)
    return count


def _volunteer_for_the_oom_killer(proc: int) -> None:
    """Make the kernel kill a child, not the host (perhaps a trainer), when memory runs out."""
    with contextlib.suppress(OSError):
        fd = os.open("self/oom_score_adj", os.O_WRONLY, dir_fd=proc)
        try:
            os.write(fd, b"1000")
        finally:
            os.close(fd)


def _serve(control: socket.socket, host: int, cage: _Cage) -> NoReturn:
    poller = select.poll()
    poller.register(control, select.POLLIN)
    poller.register(host, select.POLLIN)
    child, kind = 0, orders.FUNCTION
    while True:
        ready = dict(poller.poll())
        if host in ready:
            os._exit(0)  # the host is dead, even if another process still holds its socket
        message, fds, _, _ = socket.recv_fds(control, 64, 2)
        if not message:
            os._exit(0)
        if message[:1] in (orders.FUNCTION, orders.PROGRAM):
            child, kind = _fork(control, cage, message, fds), message[:1]
        elif message == orders.REAP:
            _, status, usage = os.wait4(child, 0)
            peak_bytes = usage.ru_maxrss * 1024
            if cage.scratch is not None:
                peak_bytes += cage.scratch.bytes_charged()
            control.send(orders.REAPED.pack(status, peak_bytes))
            cage.clean(kind)


def _fork(control: socket.socket, cage: _Cage, message: bytes, fds: list[int]) -> int:
    kind, memory_bytes, _ = orders.FORK.unpack(message)
    if cage.own_namespaces:
        kernel.unshare(kernel.CLONE_NEWPID)
    if cage.scratch is not None:
        cage.scratch.mark()
    pid = os.fork()
    if pid == 0:
        _child(cage, kind, memory_bytes, fds)
    if cage.own_namespaces:
        kernel.setns(cage.pid_namespace, kernel.CLONE_NEWPID)
    for fd in fds:
        os.close(fd)
    handle = os.pidfd_open(pid)
    try:
        socket.send_fds(control, [orders.STARTED.pack(b"C", pid)], [handle])
    finally:
        os.close(handle)
    return pid


def _child(cage: _Cage, kind: bytes, memory_bytes: int, fds: list[int]) -> NoReturn:
    try:
        for place, fd in zip((guest.FD_IN, guest.FD_OUT), map(shell.lift, fds), strict=True):
            os.dup2(fd, place)
        # The child opens the file itself: flags set on an inherited open file would persist for the
        # next child, a channel of several bits from one repetition to another.
        null = os.open("/dev/null", os.O_RDWR)
        for place in (0, 1, 2):
            os.dup2(null, place)
        n_fds = guest.FD_OUT + 1
        if kind == orders.PROGRAM:
            n_fds = programs.make_files(in_folder=cage.scratch is not None)
        if cage.scratch is not None:
            os.chdir(scratch.FOLDER)
        _confine(cage, memory_bytes, n_fds)
    except BaseException as error:
        text = f"confinement failed: {type(error).__name__}: {error}"
        guest.write_frame(guest.FD_OUT, wire.encode(("confinement", text, "", 0)))
        os._exit(1)
    guest.serve()


def _confine(cage: _Cage, memory_bytes: int, n_fds: int) -> None:
    if cage.own_namespaces:
        kernel.unshare(_CHILD_NAMESPACES)
    else:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)
    interior.limit_resources(cage.address_bytes + memory_bytes, memory_bytes)
    interior.limit(resource.RLIMIT_MSGQUEUE, 0)
    interior.limit(resource.RLIMIT_NPROC, cage.max_threads)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if cage.ruleset >= 0:
        kernel.landlock_restrict_self(cage.ruleset)
    os.closerange(n_fds, 1024)
    kernel.keep_capabilities(cage.capabilities)
    seccomp.install(cage.filter)
