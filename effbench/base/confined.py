"""Run effbench's own functions on hostile text in a helper process with a budget per call.

This module sets the cost limits of one call: CPU time, memory, and how often a dead process is
replaced. Python's parser takes quadratic memory on some texts and quadratic time on others, and no
list of such texts is complete. The text is therefore parsed where the kernel enforces the limits:
an address-space limit (RLIMIT_AS) and a CPU timer that kills the process (ITIMER_PROF). The process
never runs a candidate's code. It is reused across calls, so a call costs one message in each
direction.

The file holds both sides: `call` runs in the host, `serve` in the helper process. The helper
process imports only effbench and the standard library.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
import types
from pathlib import Path
from typing import IO, Any

from effbench.base.errors import SandboxError

CPU_SECONDS = 1.5
"""Per call, on the process's own CPU clock, so load on the machine does not count."""
MEMORY_BYTES = 96 << 20
"""Per call, in addition to the memory of the idle process."""
_SPARE_BYTES = 16 << 20  # between our limit and the kernel's, where allocations fail
_WALL_SECONDS = 120.0  # for a process that is stopped, or not scheduled on a loaded machine
_TRIES = 3  # a process killed from outside says nothing about the text
_HEAD = struct.Struct("<Q")
_PYTHON = getattr(sys, "_base_executable", None) or sys.executable
_FLAGS = ["-s", "-S", "-E", "-P", "-B", "-X", "utf8", "-c"]
_HERE = str(Path(__file__).resolve().parents[1])
_PROGRAM = f"""
import sys, types
for name in ("", ".base"):
    module = types.ModuleType("effbench" + name)
    module.__path__ = [{_HERE!r} + name.replace(".", "/")]
    sys.modules["effbench" + name] = module
from effbench.base import confined
confined.serve"""


class OverBudgetError(Exception):
    """The text exceeds a limit of one call. The one-line message names the limit."""


def call(module: str, function: str, *arguments: Any) -> Any:
    """Call `function` of `module` in the helper process. Arguments and result are JSON values.

    Raises OverBudgetError if the call exceeds a limit, SandboxError if the process can't be used.
    Thread-safe (calls run one at a time), and usable after a fork.
    """
    return _helper.call(json.dumps([module, function, *arguments]).encode())


class _Helper:
    """The host's handle of the helper process, which starts on first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, request: bytes) -> Any:
        with self._lock:
            for _ in range(_TRIES):
                process = self._running()
                try:
                    said = self._answer(process, request)
                except BaseException:  # Ctrl-C: the answer to this call must not reach the next one
                    self._end()
                    raise
                if said is None:
                    status = self._end()
                    _raise_if_the_text_did_it(status)
                    continue
                kind, value = said
                if kind == "memory":
                    self._end()
                    raise OverBudgetError(_TOO_MUCH_MEMORY)
                if kind == "error":
                    raise RuntimeError(f"in the confined process: {value}")
                return value
        raise SandboxError(
            "the process that reads models' answers was killed repeatedly, or hangs; "
            "check whether this machine is short of memory"
        )

    def close(self) -> None:
        with self._lock:
            self._end()

    def forget(self) -> None:
        """Close the pipes after a fork without ending the process, which is the parent's."""
        self._lock = threading.Lock()
        process, self._process = self._process, None
        if process is not None:
            _close_pipes(process)
            process.returncode = 0  # not this process's child, so there is nothing to wait for

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            command = [_PYTHON, *_FLAGS, f"{_PROGRAM}({os.getpid()})"]
            try:
                self._process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/"
                )
            except OSError as error:
                raise SandboxError(f"can't start {_PYTHON}: {error}") from error
        return self._process

    def _answer(self, process: subprocess.Popen[bytes], request: bytes) -> tuple[str, Any] | None:
        """Send the request and return the answer, or None if the process died or timed out."""
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(_HEAD.pack(len(request)) + request)
            process.stdin.flush()
            data = _read_within(process.stdout, _WALL_SECONDS)
        except OSError:
            return None
        return None if data is None else tuple(json.loads(data))

    def _end(self) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        process.kill()  # no effect if it is already dead
        _close_pipes(process)
        return process.wait()


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # a failed call may leave unsent bytes
                pipe.close()


_TOO_MUCH_MEMORY = f"the text takes more than {MEMORY_BYTES >> 20} MiB to parse"


def _raise_if_the_text_did_it(status: int) -> None:
    if status == -signal.SIGPROF:
        raise OverBudgetError(f"the text takes more than {CPU_SECONDS:g} s to parse")
    if -status in (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT):
        raise OverBudgetError("the text crashes Python's parser")


def _read_within(pipe: IO[bytes], seconds: float) -> bytes | None:
    """Read one frame; None at the end of the stream or after `seconds`."""
    until = time.monotonic() + seconds
    poller = select.poll()
    poller.register(pipe, select.POLLIN)
    data = bytearray()
    while len(data) < _HEAD.size or len(data) < _HEAD.size + _HEAD.unpack_from(data)[0]:
        left = until - time.monotonic()
        if left <= 0 or not poller.poll(left * 1000):
            return None
        piece = os.read(pipe.fileno(), 1 << 20)
        if not piece:
            return None
        data += piece
    return bytes(data[_HEAD.size :])


_MEMORY = b'["memory", ""]'
_helper = _Helper()
atexit.register(_helper.close)
os.register_at_fork(after_in_child=_helper.forget)


# --- in the helper process ------------------------------------------------------------------------


def serve(host: int) -> None:
    """Answer calls until the host is gone. `host` is its process id."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the host handles Ctrl-C and ends this process
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGPROF])
    for module in ("effbench.models.extraction.extracting", "effbench.models.extraction.answers"):
        _loaded(module)
    _limit_memory()
    idle = _memory_bytes("VmSize")
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    hosts = _poller(host)
    while True:
        if not any(fd == requests.fileno() for fd, _ in hosts.poll()):
            return  # the host is dead, but a fork of it keeps the pipe open
        head = requests.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return
        answer = _answered(requests.read(_HEAD.unpack(head)[0]), idle)
        answers.write(_HEAD.pack(len(answer)) + answer)
        answers.flush()


def _poller(host: int) -> select.poll:
    poller = select.poll()
    poller.register(sys.stdin.fileno(), select.POLLIN)
    if hasattr(os, "pidfd_open"):  # Linux
        with contextlib.suppress(OSError):
            poller.register(os.pidfd_open(host), select.POLLIN)
    return poller


def _answered(request: bytes, idle_bytes: int) -> bytes:
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        module, function, *arguments = json.loads(request)
        value = getattr(_loaded(module), function)(*arguments)
        answer = json.dumps(["value", value]).encode()
    except MemoryError:
        return _MEMORY
    except Exception as error:  # a bug in effbench, or in CPython when memory is short
        answer = json.dumps(["error", f"{type(error).__name__}: {error}"[:500]]).encode()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    # The parsing functions treat MemoryError as "no code" because the parser also raises it for
    # deeply nested text, so the peak must be checked as well.
    peak = _memory_bytes("VmPeak")
    return _MEMORY if peak - idle_bytes > MEMORY_BYTES else answer


def _loaded(module: str) -> types.ModuleType:
    """Import a module without the `__init__` of its packages, which would load far more.

    So a module for this process imports no name that a package's `__init__` exports.
    """
    parts = module.split(".")
    for n in range(1, len(parts)):
        name = ".".join(parts[:n])
        if name not in sys.modules:
            package = types.ModuleType(name)
            package.__path__ = [os.path.join(_HERE, *parts[1:n])]
            sys.modules[name] = package
    return importlib.import_module(module)


def _limit_memory() -> None:
    import resource  # POSIX only, like the sandbox

    limit = _memory_bytes("VmSize")
    if limit:
        limit += MEMORY_BYTES + _SPARE_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _memory_bytes(name: str) -> int:
    """Return one line of this process's /proc status in bytes; 0 on systems without /proc.

    `getrusage` is unsuitable: its peak includes the memory that the parent held at the start.
    """
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) << 10 for line in file if line.startswith(name))
    except OSError:
        return 0
