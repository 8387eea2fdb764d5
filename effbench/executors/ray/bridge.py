"""The bridge: the process that connects Ray's nodes and workers with the client (`connection`).

`members` manages the nodes, `schedule` assigns the jobs and `node` does the work on a node. One
thread owns all state and handles events from a queue: messages from the client, finished calls and
ticks. On a failure from which it cannot recover, the bridge exits; the client keeps the jobs.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

import msgspec
import ray
from ray.exceptions import RayError

from effbench.base import one_line
from effbench.executors.jobs import (
    Drop,
    FailedWire,
    Fatal,
    Hello,
    Results,
    Said,
    Stalled,
    ToBridge,
    Usable,
    WiredAnswer,
    WiredAudit,
    WiredJob,
    packed,
)
from effbench.executors.node import NodeSettings
from effbench.executors.ray.member import process_name
from effbench.executors.ray.members import LOOK_SECONDS, SILENT_SECONDS, Members, RayNode
from effbench.executors.ray.pipe import receive_frame, send_frame
from effbench.executors.ray.schedule import Schedule

OBJECT_STORE_BYTES = 100 << 20
"""For a cluster started here. A call carries at most a megabyte of sources."""
_TICK_SECONDS = 1.0


class Bridge:
    """Runs in the bridge process, and talks to the client over a socket."""

    def __init__(self, sock: socket.socket, hello: Hello) -> None:
        self._socket, self._hello = sock, hello
        self._settings: NodeSettings = pickle.loads(hello.settings)  # trusted: from the parent
        self._events: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self._schedule = Schedule()
        self._members = Members(self, self._schedule, self._settings, hello.slots, hello.again)
        self._usable: tuple[str, ...] = ()
        self._answers = msgspec.msgpack.Decoder(list[WiredAnswer])
        self._parent = os.getppid()
        self._looked = time.monotonic()
        self._stalled_since: float | None = None

    def run(self) -> NoReturn:
        """Connect to the cluster and handle events until the process ends."""
        self._connect()
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._look, daemon=True).start()
        ticked = 0.0
        while True:
            with contextlib.suppress(queue.Empty):
                self._handle(self._events.get(timeout=_TICK_SECONDS))
                while not self._events.empty():
                    self._handle(self._events.get())
            if time.monotonic() - ticked >= _TICK_SECONDS:
                ticked = time.monotonic()
                self._tick(ticked)
            self._dispatch()

    def _connect(self) -> None:
        join = partial(
            ray.init,
            include_dashboard=False,
            log_to_driver=False,
            configure_logging=False,
            namespace=f"effbench-{os.getpid()}",
        )
        address = self._hello.address
        try:
            if address:
                join(address=address)
            else:
                join(
                    address="local",
                    num_cpus=self._hello.local_slots,
                    object_store_memory=OBJECT_STORE_BYTES,
                )
        except Exception as error:
            self.die("UsageError", f"{one_line(_reason(error))} (run effbench on one of its nodes)")
        self.tell(Said(f"connected to Ray {ray.__version__}"))

    def _look(self) -> None:
        """Poll the list of nodes. This runs in a thread, because the head may never answer."""
        look: Any = ray.nodes  # has no types
        while True:
            try:
                self._events.put(("cluster", look()))
            except Exception as error:
                self._events.put(("gone", _reason(error)))
                return
            time.sleep(LOOK_SECONDS)

    def _on_cluster(self, found: list[RayNode]) -> None:
        self._looked = time.monotonic()
        self._members.on_cluster(found)

    def _tick(self, now: float) -> None:
        if now - self._looked > SILENT_SECONDS:
            self._end(f"the head has not answered for {SILENT_SECONDS:.0f} s")
        if os.getppid() != self._parent:  # the parent ended; a fork of it may hold the socket
            self._finish(0)
        self._members.tick(now)
        self._tell_if_stalled(now)

    def _tell_if_stalled(self, now: float) -> None:
        """Report a stall only after a delay, as nodes may come and go briefly."""
        if not self._schedule.stalled:
            self._stalled_since = None
        elif self._stalled_since is None:
            self._stalled_since = now
        elif now - self._stalled_since > 3 * LOOK_SECONDS:
            self._stalled_since = None
            self.tell(Stalled(self._usable))

    # --- calls ----------------------------------------------------------------------------------

    def _dispatch(self) -> None:
        for call in self._schedule.next_calls(time.monotonic()):
            process = self._members.of_process(call.node).processes[call.node]
            ref = process.actor.work.remote(packed(call.jobs))
            self.when_done(ref, "worked", call.number)
        for job, why in self._schedule.given_up():
            self.tell(Results("", (FailedWire(id=job.id, kind="lost", text=why),)))

    def _on_worked(self, number: int, answers: bytes | None, error: str) -> None:
        call = self._schedule.call(number)
        if call is None:
            return  # its node was lost, and its jobs were reassigned
        member = self._members.of_process(call.node)
        if answers is None:
            self.tell(Said(f"{member.name} was lost: {one_line(error, 160)}"))
            self._members.lose(member)
            return
        now = time.monotonic()
        member.processes[call.node].heard = now
        self._schedule.finished(number, now)
        found = self._answers.decode(answers)
        jobs = {job.id: job for job in call.jobs}  # without the cancelled ones
        wanted = [answer for answer in found if not self._tried_again(jobs.get(answer.id), answer)]
        if wanted and jobs:
            self.tell(Results(member.name, tuple(wanted)))

    def _tried_again(self, job: WiredJob | None, answer: WiredAnswer) -> bool:
        """Requeue a job whose sandbox failed, as another node may do it. Return whether it was."""
        if isinstance(answer, FailedWire) and answer.kind == "SandboxError" and job is not None:
            return self._schedule.try_again(job)
        return False

    def when_done(self, ref: Any, event: str, key: Any) -> None:
        """Queue (event, key, value or None, error) when the call ends."""

        def done(future: Any) -> None:
            try:
                self._events.put((event, key, future.result(), ""))
            except RayError as error:
                self._events.put((event, key, None, _reason(error)))
            except BaseException as error:
                self._events.put((event, key, None, f"{type(error).__name__}: {error}"))

        ref.future().add_done_callback(done)

    # --- the client -----------------------------------------------------------------------------

    def _read(self) -> None:
        decoder = msgspec.msgpack.Decoder(ToBridge)
        while (data := receive_frame(self._socket)) is not None:
            self._events.put(("asked", decoder.decode(data)))
        self._events.put(("closed",))

    def _handle(self, event: tuple[Any, ...]) -> None:
        kind, *values = event
        if kind == "closed":
            self._finish(0)
        elif kind == "gone":
            self._end(f"the head is gone: {values[0]}")
        elif kind == "asked":
            self._on_asked(values[0])
        else:
            on: dict[str, Callable[..., None]] = {
                "cluster": self._on_cluster,
                "worked": self._on_worked,
                "probed": self._members.on_probed,
                "opened": self._members.on_opened,
                "beat": self._members.on_beat,
            }
            on[kind](*values)

    def _on_asked(self, message: Any) -> None:
        if isinstance(message, Usable):
            self._usable = message.names
            self._members.allow_timing(message.names)
        elif isinstance(message, Drop):
            self._schedule.drop(message.ids)
        elif isinstance(message, WiredAudit):
            owner = process_name(message.node, 0)
            self._schedule.add(msgspec.structs.replace(message, node=owner))
        else:
            self._schedule.add(message)

    def tell(self, message: Any) -> None:
        """Send a message to the client; exit if it is gone."""
        try:
            send_frame(self._socket, message)
        except OSError:
            self._finish(0)

    def die(self, kind: str, text: str) -> NoReturn:
        """Report that the cluster cannot be used, and exit."""
        self.tell(Fatal(kind, text))
        self._finish(2)

    def _end(self, text: str) -> NoReturn:
        print(text, file=sys.stderr, flush=True)
        self._finish(3)

    def _finish(self, status: int) -> NoReturn:
        """Exit, whatever the state of Ray. A cluster that was started here ends, too."""
        ending = threading.Thread(target=ray.shutdown, daemon=True)
        ending.start()
        ending.join(5.0)
        sys.stderr.flush()
        os._exit(status)


def _reason(error: BaseException) -> str:
    """Return the first line of Ray's long message, which states the failure."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def main() -> NoReturn:
    """Run the bridge. `argv[1]` is the file descriptor of the socket to the client."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    data = receive_frame(sock)
    if data is None:
        os._exit(0)
    Bridge(sock, msgspec.msgpack.decode(data, type=Hello)).run()
