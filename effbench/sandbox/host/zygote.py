"""The host's side of one zygote: start it, request forks and reaps, end it.

This module decides how a zygote is executed and when it counts as dead. `conversation.py` handles
its children.

A `Zygote` serves one child at a time. It is not thread-safe; `pool.Sandbox` assigns zygotes to
threads.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from effbench.base import SandboxError, one_line
from effbench.sandbox.host import bubblewrap
from effbench.sandbox.host.answer import Outcome
from effbench.sandbox.host.conversation import Child, Conversation, Limits, ZygoteError
from effbench.sandbox.inside import guest, orders, wire

_BOOT_SECONDS = 60.0
_ANSWER_SECONDS = 15.0  # for a fork or a reap, which normally take milliseconds
PYTHON = getattr(sys, "_base_executable", None) or sys.executable
_FLAGS = ["-s", "-S", "-P", "-B", "-X", "utf8", "-c"]
_HERE = str(Path(guest.__file__).resolve().parent)
_PROGRAM = """
import sys, types
for name, path in (
    ("effbench", []), ("effbench.sandbox", []), ("effbench.sandbox.inside", [{folder!r}])
):
    module = types.ModuleType(name); module.__path__ = path; sys.modules[name] = module
from effbench.sandbox.inside import {module}
{module}.{function}()
"""


def program(python: str, module: str, function: str = "main", folder: str = _HERE) -> list[str]:
    """Return the command that runs `function` of a module of this folder.

    The process can import only `effbench.sandbox`, nothing else of effbench.
    """
    code = _PROGRAM.format(folder=folder, module=module, function=function)
    return [python, *_FLAGS, code]


def job_frame(source: str, entry_point: str, prelude: str = "") -> bytes:
    """Encode the code of a job. `prelude` is executed before `source`, in the same module."""
    return guest.frame(wire.encode((prelude, source, entry_point)))


def calls_frame(calls: Sequence[tuple[Any, ...]]) -> bytes:
    """Encode the arguments of each call of the entry point. Raises WireError if not plain data."""
    return guest.frame(wire.encode_known(list(calls)))


def answers_frame(calls: Sequence[tuple[Any, ...]]) -> bytes:
    """Like `calls_frame`, but also accept values that came from a child's answer."""
    return guest.frame(wire.encode(list(calls)))


def _is_program(job: bytes) -> bool:
    """Tell whether this is the `job_frame` of a whole program, whose entry point is empty.

    The entry point comes last. A non-empty name can't end like this: it contains no null bytes.
    """
    return job.endswith(wire.encode(""))


class Zygote:
    """A running zygote. `config` comes from `cage.configuration`."""

    def __init__(self, config: orders.Config, hash_seed: int) -> None:
        self.children = 0
        self.dead = False
        self._control, theirs = self._sockets()
        lent = [theirs.detach(), *self._lend()]
        try:
            self._process = subprocess.Popen(
                [*self._command(config), json.dumps(config), *map(str, lent)],
                env=candidate_environment() | {"PYTHONHASHSEED": str(hash_seed)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=lent,
                start_new_session=True,
                cwd="/",
            )
        except OSError as error:
            self._control.close()
            raise SandboxError(f"can't start {config['python']}: {error}") from error
        finally:
            for fd in lent:
                os.close(fd)
        self._wait_for_ready()

    def _sockets(self) -> tuple[socket.socket, socket.socket]:
        """Return the host's and the zygote's end of the control connection, a message socket."""
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def _lend(self) -> list[int]:
        """Open further descriptors for the zygote's arguments: the host's pidfd and its /proc."""
        me = os.pidfd_open(os.getpid())
        return [me, os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]

    def _command(self, config: orders.Config) -> list[str]:
        """Return the command line without the arguments."""
        if config["shell"] != "bwrap":
            return program(config["python"], "zygote")
        shell = bubblewrap.command(config, _HERE)
        return shell + program(config["python"], "zygote", folder=bubblewrap.HARNESS)

    def _wait_for_ready(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        with stderr:
            try:
                answer = self._receive(_BOOT_SECONDS)[0]
            except ZygoteError as error:
                self.close()
                os.set_blocking(stderr.fileno(), False)
                said = one_line((stderr.read(2000) or b"").decode(errors="replace"))
                reason = f": {said}" if said else ""
                text = f"the sandbox's zygote died while starting{reason}"
                raise ZygoteError(text) from error
        if answer != orders.READY:
            self.close()
            raise SandboxError(f"the sandbox can't be built: {answer[1:].decode(errors='replace')}")

    def close(self) -> None:
        """End the zygote and every process in it."""
        self.dead = True
        self._control.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        # Processes that it started are in its group, and may be stopped or orphaned. While one of
        # them lives, the kernel does not reuse the group's number.
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def run(self, job: bytes, calls: bytes, limits: Limits) -> Outcome:
        """Run one fresh child on `job_frame(…)` and `calls_frame(…)`.

        The arguments are frames, not values, because a block sends the same bytes to every arm.
        Raises ZygoteError if the sandbox fails.
        """
        self.children += 1
        child = self._fork(limits, orders.PROGRAM if _is_program(job) else orders.FUNCTION)
        try:
            return Conversation(child, limits).hold(job, calls)
        finally:
            child.close()

    def _fork(self, limits: Limits, kind: bytes) -> Child:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        try:
            order = orders.FORK.pack(kind, limits.memory_bytes, limits.output_bytes)
            try:
                socket.send_fds(self._control, [order], [theirs_in, theirs_out])
            except OSError as error:
                raise self._died() from error
            return self._started(ours_out, ours_in)
        except BaseException:
            os.close(ours_out)
            os.close(ours_in)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def _started(self, fd_out: int, fd_in: int) -> Child:
        """Return the child that the zygote has forked. On an error the descriptors stay open."""
        message, handles = self._receive(_ANSWER_SECONDS)
        if message[:1] != b"C" or len(handles) != 1:
            raise self._died()
        try:
            return Child(self.reap, handles[0], fd_out, fd_in)
        except BaseException:
            os.close(handles[0])
            raise

    def reap(self) -> tuple[int, int]:
        """Have the dead child reaped. Returns (wait status, peak RSS in bytes)."""
        try:
            self._control.send(orders.REAP)
        except OSError as error:
            raise self._died() from error
        message, _ = self._receive(_ANSWER_SECONDS)
        try:
            status, peak = orders.REAPED.unpack(message)
        except Exception as error:
            raise self._died() from error
        return int(status), int(peak)

    def _receive(self, timeout_seconds: float) -> tuple[bytes, list[int]]:
        self._control.settimeout(timeout_seconds)
        try:
            message, handles, _, _ = socket.recv_fds(self._control, 4096, 1)
        except OSError as error:
            raise self._died() from error
        if not message:
            raise self._died()
        return message, handles

    def _died(self) -> ZygoteError:
        self.dead = True
        return ZygoteError("the sandbox's zygote stopped answering")


def candidate_environment() -> dict[str, str]:
    """Return the environment of a candidate's process, without the hash seed.

    The host's environment is not inherited: no LD_PRELOAD, no PYTHONMALLOC.
    """
    return {
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
