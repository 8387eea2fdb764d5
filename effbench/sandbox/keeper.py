"""Tier T4's stand-in for the zygote: no isolation, so for trusted code only.

Theory of operation. Linux's namespaces, Landlock, system-call filters, pidfds and CPU clocks of
other processes are missing on other systems. What POSIX has everywhere is left: processes, pipes,
limits, `wait4`. The host executes this program once a slot. For every input it starts a *fresh
interpreter* (forking one that has loaded numpy is not safe on macOS, whose libraries run threads),
which imports what candidates may use, gives itself the limits that the system has, and serves one
job as at every other tier (`guest.py`).

It exists, instead of the host starting interpreters itself, for two reasons. When the host dies,
even by SIGKILL, somebody must end a candidate that never ends: this program sees its control socket
close. And Linux counts into a process's peak memory what the process that started it held: a
trainer's gigabytes, but only this small program's pages.

CPU time is `wait4`'s, of the whole process, less what the child says that it had used when it was
ready: not one line of the candidate's had run by then. Standard library only.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from typing import Any, NoReturn

from effbench.sandbox import guest, interior, kernel, orders, programs

_RSS_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


def main() -> NoReturn:
    """`argv`: configuration as JSON, control socket's descriptor."""
    control = socket.socket(fileno=int(sys.argv[2]))
    os.set_inheritable(control.fileno(), False)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # with a handler, so that the wake-up is written
    control.send(orders.READY)
    _serve(control, woken, json.loads(sys.argv[1]))


def _serve(control: socket.socket, woken: int, config: dict[str, Any]) -> NoReturn:
    poller = select.poll()
    poller.register(control, select.POLLIN)
    poller.register(woken, select.POLLIN)
    child: subprocess.Popen[bytes] | None = None
    while True:
        ready = dict(poller.poll())
        if woken in ready:
            os.read(woken, 4096)
            if child is not None and _report(control, child):
                child = None
        if control.fileno() in ready:
            try:
                message, fds, _, _ = socket.recv_fds(control, orders.FORK.size, 2)
            except OSError:
                message, fds = b"", []
            if not message:  # the host is done, or dead
                _kill(child)
                os._exit(0)
            if message[:1] in (orders.FUNCTION, orders.PROGRAM):
                child = _start(config, message, fds)
                control.send(orders.STARTED.pack(b"C", child.pid))
            elif message == orders.KILL:
                _kill(child)


def _start(config: dict[str, Any], message: bytes, fds: list[int]) -> subprocess.Popen[bytes]:
    kind, memory_bytes, _ = orders.FORK.unpack(message)
    own = {"memory_bytes": memory_bytes, "program": kind == orders.PROGRAM}
    child = subprocess.Popen(
        [*config["child"], json.dumps(config | own)],
        stdin=fds[0],
        stdout=fds[1],
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a group of its own, to be killed as one
        cwd="/",
    )
    for fd in fds:
        os.close(fd)
    return child


def _kill(child: subprocess.Popen[bytes] | None) -> None:
    if child is not None:
        with contextlib.suppress(OSError):
            os.killpg(child.pid, signal.SIGKILL)


def _report(control: socket.socket, child: subprocess.Popen[bytes]) -> bool:
    """Bury the child when it is dead, and tell the host what it used."""
    pid, status, usage = os.wait4(child.pid, os.WNOHANG)
    if pid == 0:
        return False
    child.returncode = os.waitstatus_to_exitcode(status)
    _kill(child)  # what it may have started in its group
    cpu_ns = round((usage.ru_utime + usage.ru_stime) * 1e9)
    peak_bytes = usage.ru_maxrss * _RSS_UNIT_BYTES
    with contextlib.suppress(OSError):
        control.send(orders.DIED.pack(b"D", status, cpu_ns, peak_bytes))
    return True


# --- the child --------------------------------------------------------------------------------


def child() -> NoReturn:
    """The fresh interpreter's program. `argv`: configuration as JSON; the pipes are 0 and 1."""
    if sys.platform == "linux":  # in case the host and the keeper are killed together
        kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)
    config = json.loads(sys.argv[1])
    for place, fd in ((guest.FD_IN, 0), (guest.FD_OUT, 1)):
        os.dup2(fd, place)
    null = os.open("/dev/null", os.O_RDWR)
    for place in (0, 1, 2):
        os.dup2(null, place)
    os.closerange(guest.FD_OUT + 1, 64)
    if config["program"]:
        programs.make_files()
    interior.load(config)
    interior.freeze()
    address_bytes = _address_bytes()
    if address_bytes is not None:
        address_bytes += config["memory_bytes"]
    with contextlib.suppress(OSError, ValueError):  # a system may have fewer limits, or fixed ones
        interior.limit_resources(address_bytes, config["memory_bytes"])
    guest.serve(_ready)


def _address_bytes() -> int | None:
    """This process's address space. None where it can't be told: the host watches the memory."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


def _ready() -> bytes:
    """The word, and the CPU time that went into getting there: that is not the candidate's."""
    return guest.READY + time.process_time_ns().to_bytes(8, "little")
