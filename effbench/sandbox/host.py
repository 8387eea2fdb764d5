"""One zygote, seen from the host: start it, have it fork and bury, end it.

Decides how a zygote is executed and when it counts as dead. What happens with each of its children
is `conversation.py`'s business.

One `Zygote` serves one child at a time. It is not thread-safe: `pool.Sandbox` hands it out.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from effbench.errors import SandboxError
from effbench.sandbox import guest, wire, zygote
from effbench.sandbox.answer import Outcome
from effbench.sandbox.conversation import Child, Conversation, Limits, ZygoteError

_BOOT_SECONDS = 60.0
_ANSWER_SECONDS = 15.0  # for a fork or a burial: milliseconds on any machine that is alive
PYTHON = getattr(sys, "_base_executable", None) or sys.executable
_BOOTSTRAP = """
import sys, types
sys.path.insert(0, {parent!r})
for name, folder in (("effbench", {package!r}), ("effbench.sandbox", {package!r} + "/sandbox")):
    module = types.ModuleType(name); module.__path__ = [folder]; sys.modules[name] = module
from effbench.sandbox import zygote
sys.path.pop(0)
zygote.main()
"""


def job_frame(source: str, entry_point: str, prelude: str = "") -> bytes:
    """What a child is to load: `prelude` is executed before `source`, in the same module."""
    return guest.frame(wire.encode((prelude, source, entry_point)))


def calls_frame(calls: Sequence[tuple[Any, ...]]) -> bytes:
    """The arguments of each call of the entry point. WireError when they are not plain data."""
    return guest.frame(wire.encode(list(calls)))


class Zygote:
    """A running zygote. `config` comes from `cage.configuration`."""

    def __init__(self, config: dict[str, Any], hash_seed: int) -> None:
        self.children = 0
        self.dead = False
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        me = os.pidfd_open(os.getpid())
        package = str(Path(zygote.__file__).resolve().parent.parent)
        code = _BOOTSTRAP.format(parent=str(Path(package).parent), package=package)
        environment = {
            "PYTHONHASHSEED": str(hash_seed),
            "LANG": "C.UTF-8",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
        }
        arguments = ["-s", "-S", "-P", "-B", "-X", "utf8", "-c", code, json.dumps(config)]
        try:
            self._process = subprocess.Popen(
                [config["python"], *arguments, str(theirs.fileno()), str(me)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(), me),
                start_new_session=True,
                cwd="/",
            )
        except OSError as error:
            self._control.close()
            raise SandboxError(f"can't start {config['python']}: {error}") from error
        finally:
            theirs.close()
            os.close(me)
        try:
            answer = self._receive(_BOOT_SECONDS)[0]
        except ZygoteError as error:
            self.close()
            raise SandboxError("the sandbox's zygote died while starting") from error
        if answer != b"R":
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

    def run(self, job: bytes, calls: bytes, limits: Limits) -> Outcome:
        """One fresh child for `job_frame(…)` and `calls_frame(…)`. ZygoteError when we fail.

        Frames, not values: a block sends the same bytes to every arm.
        """
        self.children += 1
        child = self._fork(limits)
        try:
            return Conversation(child, limits).hold(job, calls)
        finally:
            child.close()

    def _fork(self, limits: Limits) -> Child:
        theirs_in, ours_out = os.pipe2(os.O_CLOEXEC)
        ours_in, theirs_out = os.pipe2(os.O_CLOEXEC)
        try:
            order = zygote.FORK.pack(b"F", limits.memory_bytes, limits.output_bytes)
            try:
                socket.send_fds(self._control, [order], [theirs_in, theirs_out])
            except OSError as error:
                raise self._died() from error
            message, handles = self._receive(_ANSWER_SECONDS)
            if message[:1] != b"C" or len(handles) != 1:
                raise self._died()
            try:
                return Child(self.reap, handles[0], ours_out, ours_in)
            except BaseException:
                os.close(handles[0])
                raise
        except BaseException:
            os.close(ours_out)
            os.close(ours_in)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def reap(self) -> tuple[int, int]:
        """(wait status, peak RSS in bytes) of the dead child."""
        try:
            self._control.send(b"W")
        except OSError as error:
            raise self._died() from error
        message, _ = self._receive(_ANSWER_SECONDS)
        try:
            status, peak = zygote.REAPED.unpack(message)
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
