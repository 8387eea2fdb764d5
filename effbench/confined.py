"""Our own functions on hostile text, in a process of their own with a budget for each call.

Decides what one call may cost: CPU time, memory, and how often a process that died is replaced.
Python's parser takes memory in the square of some texts and time in the square of others, and no
list of such texts is complete. So the text is parsed where the kernel enforces the limits: an
address space of its own (RLIMIT_AS) and a CPU timer that kills (ITIMER_PROF). The process runs no
code of a candidate. It lives on from call to call, so a call costs a message in either direction.

This file is both sides: `call` runs in the host, `serve` in the process. The process imports
nothing but effbench and the standard library.
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
from pathlib import Path
from typing import IO, Any

from effbench.errors import SandboxError

CPU_SECONDS = 1.5
"""For one call, on the process's own CPU clock: a loaded machine takes nothing from it."""
MEMORY_BYTES = 96 << 20
"""For one call, over what the idle process holds."""
_SPARE_BYTES = 16 << 20  # up to the kernel's limit, where allocations fail
_WALL_SECONDS = 120.0  # for a process that was stopped, or that a loaded machine does not run
_TRIES = 3  # a process that somebody else killed says nothing about the text
_HEAD = struct.Struct("<Q")
_PYTHON = getattr(sys, "_base_executable", None) or sys.executable
_FLAGS = ["-s", "-S", "-E", "-P", "-B", "-X", "utf8", "-c"]
_HERE = str(Path(__file__).resolve().parent.parent)
_PROGRAM = f"import sys; sys.path.insert(0, {_HERE!r}); from effbench import confined as c; c.serve"


class OverBudgetError(Exception):
    """The text takes more than one call may cost. The message says which limit, in one line."""


def call(module: str, function: str, *arguments: Any) -> Any:
    """What `function` of `module` returns for these JSON values, as a JSON value.

    Raises OverBudgetError for a text that is too dear, and SandboxError when the process can't be
    used at all. Safe to call from several threads, one at a time, and after a fork.
    """
    return _helper.call(json.dumps([module, function, *arguments]).encode())


class _Helper:
    """The process, seen from the host. It is started when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, request: bytes) -> Any:
        with self._lock:
            for _ in range(_TRIES):
                process = self._running()
                try:
                    said = self._answer(process, request)
                except BaseException:  # Ctrl-C: the answer that comes then is nobody's
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
        raise SandboxError("the process that reads models' answers was killed again and again")

    def close(self) -> None:
        with self._lock:
            self._end()

    def forget(self) -> None:
        """After a fork the process is the parent's: close its pipes, and leave it alone."""
        self._lock = threading.Lock()
        process, self._process = self._process, None
        if process is not None:
            _close_pipes(process)
            process.returncode = 0  # it is no child of ours to wait for

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
        """What the process says; None when it died, or had to be killed."""
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
        process.kill()  # without effect on one that is dead already
        _close_pipes(process)
        return process.wait()


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # unsent bytes of a call that failed
                pipe.close()


_TOO_MUCH_MEMORY = f"the text takes more than {MEMORY_BYTES >> 20} MiB to parse"


def _raise_if_the_text_did_it(status: int) -> None:
    if status == -signal.SIGPROF:
        raise OverBudgetError(f"the text takes more than {CPU_SECONDS:g} s to parse")
    if -status in (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT):
        raise OverBudgetError("the text crashes Python's parser")


def _read_within(pipe: IO[bytes], seconds: float) -> bytes | None:
    """One frame; None at the end of the stream or of the time."""
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


# --- in the process -------------------------------------------------------------------------------


def serve(host: int) -> None:
    """Answer calls until the host is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the host, which then ends this
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGPROF])
    for module in ("effbench.extract", "effbench.answers"):
        importlib.import_module(module)
    _limit_memory()
    idle = _memory_bytes("VmSize")
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    hosts = _poller(host)
    while True:
        if not any(fd == requests.fileno() for fd, _ in hosts.poll()):
            return  # the host is dead, and a fork of it keeps the pipe open
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
        value = getattr(importlib.import_module(module), function)(*arguments)
        answer = json.dumps(["value", value]).encode()
    except MemoryError:
        return _MEMORY
    except Exception as error:  # a defect of ours, or of CPython's when memory is short
        answer = json.dumps(["error", f"{type(error).__name__}: {error}"[:500]]).encode()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    # Whoever parses takes a MemoryError for "no code", as the parser raises it for deep texts too.
    peak = _memory_bytes("VmPeak")
    return _MEMORY if peak - idle_bytes > MEMORY_BYTES else answer


def _limit_memory() -> None:
    import resource  # POSIX only, like the sandbox

    limit = _memory_bytes("VmSize")
    if limit:
        limit += MEMORY_BYTES + _SPARE_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _memory_bytes(name: str) -> int:
    """A line of this process's memory account; 0 on systems that have none.

    Not `getrusage`: its peak begins with what the parent held at the start of this program.
    """
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) << 10 for line in file if line.startswith(name))
    except OSError:
        return 0
