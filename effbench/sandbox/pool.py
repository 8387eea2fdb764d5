"""The sandbox as others use it: source, entry point, calls and limits in; an outcome out.

Decides which zygote serves a call, when one is replaced and how often a call is tried again. Safe
to use from several threads, from asyncio (through `asyncio.to_thread`) and in a process that holds
CUDA: zygotes are executed, never forked from the caller, and no signal handler is installed.
"""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import threading
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from effbench.errors import SandboxError
from effbench.sandbox import cage, tiers, wire
from effbench.sandbox.answer import Outcome
from effbench.sandbox.conversation import Limits, ZygoteError
from effbench.sandbox.host import Zygote, calls_frame, job_frame
from effbench.sandbox.tiers import TRUSTED_ONLY

CHILDREN_PER_ZYGOTE = 500  # then a new one with a new hash seed: layout and hashing are sampled
_MAX_HASH_SEED = 2**32 - 1


class Sandbox:
    """Up to `slots` children at once. Use as a context manager, or call `close`.

    `shell` says who builds tier T1's root file system: `bwrap` (bubblewrap), `python` (this
    package), or the first of them that works.
    """

    def __init__(self, tier: str = "auto", slots: int = 1, shell: str = "auto") -> None:
        self._wanted, self._wanted_shell = tier, shell
        self.slots = slots
        self._free = threading.BoundedSemaphore(slots)
        self._lock = threading.Lock()
        self._idle: dict[tuple[str, ...], list[Zygote]] = {}
        self._closed = False
        self._owner = os.getpid()
        import numpy  # noqa: F401  arrays pass the wire only when numpy was loaded first

        wire.bind_numpy()

    @functools.cached_property
    def tier(self) -> str:
        """The isolation tier, chosen and probed when it is first asked for or needed.

        Raises SandboxError when the wanted one does not work here. So whoever only reads tasks or
        generates answers needs no working sandbox.
        """
        tier = tiers.choose_tier(self._wanted)
        if tier == "T4":
            warnings.warn(TRUSTED_ONLY, RuntimeWarning, stacklevel=1)
        return tier

    @functools.cached_property
    def shell(self) -> str:
        """Who builds the root file system: `bwrap` or `python` at tier T1, else `none`."""
        return tiers.choose_shell(self.tier, self._wanted_shell)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all idle zygotes. Zygotes in use end when they are given back."""
        with self._lock:
            self._closed = True
            idle = [zygote for zygotes in self._idle.values() for zygote in zygotes]
            self._idle.clear()
        for zygote in idle:
            zygote.close()

    def run(
        self,
        source: str,
        entry_point: str,
        calls: Sequence[tuple[Any, ...]],
        limits: Limits | None = None,
        imports: tuple[str, ...] = (),
    ) -> Outcome:
        """All `calls` of `entry_point`, one after the other, in one fresh child.

        Raises SandboxError when the sandbox itself fails twice; whatever the source does is an
        outcome, never an exception.
        """
        job = job_frame(source, entry_point)
        return self.run_frames(job, calls_frame(calls), limits or Limits(), imports)

    def run_frames(
        self, job: bytes, calls: bytes, limits: Limits, imports: tuple[str, ...] = ()
    ) -> Outcome:
        """`run` with the frames already made (`job_frame`, `calls_frame`)."""
        try:
            with self.lease(imports) as zygote:
                return zygote.run(job, calls, limits)
        except ZygoteError:
            with self.lease(imports) as zygote:
                return zygote.run(job, calls, limits)

    @contextlib.contextmanager
    def lease(self, imports: tuple[str, ...] = ()) -> Iterator[Zygote]:
        """One zygote for several children: what is compared is compared under one hash seed."""
        with self._free:
            zygote = self._take(imports)
            try:
                yield zygote
            except ZygoteError:
                zygote.dead = True
                raise
            except BaseException:
                zygote.dead = True  # a conversation may have been cut off half-way
                raise
            finally:
                self._give_back(imports, zygote)

    def _take(self, imports: tuple[str, ...]) -> Zygote:
        with self._lock:
            if self._closed:
                raise SandboxError("the sandbox is closed")
            if os.getpid() != self._owner:  # two processes would talk to the same zygotes
                raise SandboxError("the sandbox was made before a fork; make one in each process")
            idle = self._idle.get(imports)
            if idle:
                return idle.pop()
        return self.start_zygote(imports, secrets.randbelow(_MAX_HASH_SEED) + 1)

    def is_ready(self, imports: tuple[str, ...] = ()) -> bool:
        """Does a zygote wait for these imports? The one that had all its children is replaced when
        the next is asked for.
        """
        with self._lock:
            return bool(self._idle.get(imports))

    def start_zygote(self, imports: tuple[str, ...], hash_seed: int) -> Zygote:
        """A zygote like this sandbox's own, for a caller that keeps and closes it."""
        return cage.start(self.tier, self.shell, imports, hash_seed)

    def _give_back(self, imports: tuple[str, ...], zygote: Zygote) -> None:
        with self._lock:
            if not (self._closed or zygote.dead or zygote.children >= CHILDREN_PER_ZYGOTE):
                self._idle.setdefault(imports, []).append(zygote)
                return
        zygote.close()
