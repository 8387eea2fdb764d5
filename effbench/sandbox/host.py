"""One zygote, seen from the host: start it, have it fork and bury, end it.

Decides how a zygote is executed and when it counts as dead. What happens with each of its children
is `conversation.py`'s business.

One `Zygote` serves one child at a time. It is not thread-safe: `pool.Sandbox` hands it out.
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

from effbench.errors import SandboxError
from effbench.foreign import one_line
from effbench.sandbox import bubblewrap, guest, orders, wire
from effbench.sandbox.answer import Outcome
from effbench.sandbox.conversation import Child, Conversation, Limits, ZygoteError

_BOOT_SECONDS = 60.0
_ANSWER_SECONDS = 15.0  # for a fork or a burial: milliseconds on any machine that is alive
PYTHON = getattr(sys, "_base_executable", None) or sys.executable
_FLAGS = ["-s", "-S", "-P", "-B", "-X", "utf8", "-c"]
_HERE = str(Path(guest.__file__).resolve().parent)
_PROGRAM = """
import sys, types
for name, path in (("effbench", []), ("effbench.sandbox", [{folder!r}])):
    module = types.ModuleType(name); module.__path__ = path; sys.modules[name] = module
from effbench.sandbox import {module}
{module}.{function}()
"""


def program(python: str, module: str, function: str = "main", folder: str = _HERE) -> list[str]:
    """The command that runs `function` of a module of this folder, and nothing else of effbench."""
    code = _PROGRAM.format(folder=folder, module=module, function=function)
    return [python, *_FLAGS, code]


def job_frame(source: str, entry_point: str, prelude: str = "") -> bytes:
    """What a child is to load: `prelude` is executed before `source`, in the same module."""
    return guest.frame(wire.encode((prelude, source, entry_point)))


def calls_frame(calls: Sequence[tuple[Any, ...]]) -> bytes:
    """The arguments of each call of the entry point. WireError when they are not data."""
    return guest.frame(wire.encode_known(list(calls)))


def answers_frame(calls: Sequence[tuple[Any, ...]]) -> bytes:
    """As `calls_frame`, where arguments may be what a child answered."""
    return guest.frame(wire.encode(list(calls)))


def _is_program(job: bytes) -> bool:
    """Whether this is the `job_frame` of a whole program: its entry point comes last, and is empty.

    The end of a name can't look like this: it would hold null characters.
    """
    return job.endswith(wire.encode(""))


class Zygote:
    """A running zygote. `config` comes from `cage.configuration`."""

    def __init__(self, config: dict[str, Any], hash_seed: int) -> None:
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
        """Ours and the zygote's end of the control connection. It keeps messages apart."""
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def _lend(self) -> list[int]:
        """Further descriptors that the zygote's arguments name: the host's pidfd, its /proc."""
        me = os.pidfd_open(os.getpid())
        return [me, os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]

    def _command(self, config: dict[str, Any]) -> list[str]:
        """The command line, up to the arguments."""
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
        # What it started is in its group, and may be stopped or have lost its parent. While one of
        # them lives the group's number is not given to others.
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def run(self, job: bytes, calls: bytes, limits: Limits) -> Outcome:
        """One fresh child for `job_frame(…)` and `calls_frame(…)`. ZygoteError when we fail.

        Frames, not values: a block sends the same bytes to every arm.
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
        """The child that the zygote says it has made. On an error the descriptors are left open."""
        message, handles = self._receive(_ANSWER_SECONDS)
        if message[:1] != b"C" or len(handles) != 1:
            raise self._died()
        try:
            return Child(self.reap, handles[0], fd_out, fd_in)
        except BaseException:
            os.close(handles[0])
            raise

    def reap(self) -> tuple[int, int]:
        """(wait status, peak RSS in bytes) of the dead child."""
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
    """The environment of a candidate's process, besides its hash seed. Nothing of ours gets in: no
    LD_PRELOAD, no PYTHONMALLOC.
    """
    return {
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
