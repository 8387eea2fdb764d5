"""Replace the zygote at tier T4, without isolation: for trusted code only.

Other systems lack Linux's namespaces, Landlock, system-call filters, pidfds and CPU clocks of other
processes. This program needs only POSIX: processes, pipes, limits, `wait4`. The host executes it
once per slot. For every input it starts a *fresh interpreter* (forking a process that has loaded
numpy is not safe on macOS, whose libraries run threads). The interpreter imports the modules that
candidates may use, sets the limits that the system supports, and serves one job as at every other
tier (`guest.py`).

There are two reasons why the host does not start interpreters itself. If the host dies, even by
SIGKILL, a candidate that never ends must be killed: this program notices that its control socket
closes. Linux also counts the memory of the starting process toward the peak memory of the started
one, which would add a trainer's gigabytes instead of this small program's pages.

CPU time is that of the whole process from `wait4`, minus the time that the child reported when it
was ready, before any of the candidate's code ran. Standard library only.
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
from typing import NoReturn

from effbench.sandbox.inside import guest, interior, kernel, orders, programs

_RSS_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


def main() -> NoReturn:
    """Run the keeper. `argv`: the configuration as JSON, the control socket's descriptor."""
    control = socket.socket(fileno=int(sys.argv[2]))
    os.set_inheritable(control.fileno(), False)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # the wake-up fd needs a handler
    control.send(orders.READY)
    _serve(control, woken, json.loads(sys.argv[1]))


def _serve(control: socket.socket, woken: int, config: orders.Config) -> NoReturn:
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


def _start(config: orders.Config, message: bytes, fds: list[int]) -> subprocess.Popen[bytes]:
    kind, memory_bytes, _ = orders.FORK.unpack(message)
    own = {"memory_bytes": memory_bytes, "program": kind == orders.PROGRAM}
    child = subprocess.Popen(
        [*config["child"], json.dumps({**config, **own})],
        stdin=fds[0],
        stdout=fds[1],
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a process group of its own, which can be killed as a whole
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
    """Reap the child if it is dead and report its resource usage to the host."""
    pid, status, usage = os.wait4(child.pid, os.WNOHANG)
    if pid == 0:
        return False
    child.returncode = os.waitstatus_to_exitcode(status)
    _kill(child)  # kill the remaining processes of its group
    cpu_ns = round((usage.ru_utime + usage.ru_stime) * 1e9)
    peak_bytes = usage.ru_maxrss * _RSS_UNIT_BYTES
    with contextlib.suppress(OSError):
        control.send(orders.DIED.pack(b"D", status, cpu_ns, peak_bytes))
    return True


# --- the child --------------------------------------------------------------------------------


def child() -> NoReturn:
    """Run the fresh interpreter. `argv`: the configuration as JSON; the pipes are 0 and 1."""
    if sys.platform == "linux":  # in case the host and the keeper are killed together
        kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)
    config: orders.Config = json.loads(sys.argv[1])
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
    with contextlib.suppress(OSError, ValueError):  # some systems have fewer limits or fixed ones
        interior.limit_resources(address_bytes, config["memory_bytes"])
    guest.serve(_ready)


def _address_bytes() -> int | None:
    """Return this process's address space in bytes; None if unknown (the host polls memory)."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


def _ready() -> bytes:
    """Return the ready message with the CPU time so far, which is not charged to the candidate."""
    return guest.READY + time.process_time_ns().to_bytes(8, "little")
