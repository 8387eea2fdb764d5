"""The public sandbox: run the calls of a source's entry point under limits, and return an outcome.

This module decides which zygote serves a call, when a zygote is replaced, and how often a call is
retried. It can be used from several threads, from asyncio (through `asyncio.to_thread`) and in a
process that uses CUDA: zygotes are executed, never forked from the caller, and no signal handler is
installed.
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

from effbench.base import SandboxError
from effbench.sandbox.host import cage, tiers
from effbench.sandbox.host.answer import Outcome
from effbench.sandbox.host.conversation import Limits, ZygoteError
from effbench.sandbox.host.tiers import TRUSTED_ONLY
from effbench.sandbox.host.zygote import Zygote, calls_frame, job_frame
from effbench.sandbox.inside import wire

CHILDREN_PER_ZYGOTE = 500  # a new zygote has a new hash seed: samples memory layout and hashing
_MAX_HASH_SEED = 2**32 - 1


class Sandbox:
    """Runs up to `slots` children at once. Use as a context manager, or call `close`.

    `shell` selects the builder of tier T1's root file system: `bwrap` (bubblewrap), `python` (this
    package), or `auto`, the first of these that works.
    """

    def __init__(self, tier: str = "auto", slots: int = 1, shell: str = "auto") -> None:
        self._wanted, self._wanted_shell = tier, shell
        self.slots = slots
        self._free = threading.BoundedSemaphore(slots)
        self._lock = threading.Lock()
        self._idle: dict[tuple[str, ...], list[Zygote]] = {}
        self._closed = False
        self._owner = os.getpid()
        import numpy  # noqa: F401  arrays can be sent only if numpy is loaded first

        wire.bind_numpy()

    @functools.cached_property
    def tier(self) -> str:
        """The isolation tier, chosen and probed on first use.

        Raises SandboxError if the requested tier does not work on this machine. Commands that only
        read tasks or generate answers therefore need no working sandbox.
        """
        tier = tiers.choose_tier(self._wanted)
        if tier == "T4":
            warnings.warn(TRUSTED_ONLY, RuntimeWarning, stacklevel=1)
        return tier

    @functools.cached_property
    def shell(self) -> str:
        """The builder of the root file system: `bwrap` or `python` at tier T1, else `none`."""
        return tiers.choose_shell(self.tier, self._wanted_shell)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all idle zygotes. Zygotes in use end when they are returned."""
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
        """Run all `calls` of `entry_point`, one after the other, in one fresh child.

        Raises SandboxError if the sandbox itself fails twice. Failures of the source are outcomes,
        never exceptions.
        """
        job = job_frame(source, entry_point)
        return self.run_frames(job, calls_frame(calls), limits or Limits(), imports)

    def run_frames(
        self, job: bytes, calls: bytes, limits: Limits, imports: tuple[str, ...] = ()
    ) -> Outcome:
        """Like `run`, with frames from `job_frame` and `calls_frame`."""
        try:
            with self.lease(imports) as zygote:
                return zygote.run(job, calls, limits)
        except ZygoteError:
            with self.lease(imports) as zygote:
                return zygote.run(job, calls, limits)

    @contextlib.contextmanager
    def lease(self, imports: tuple[str, ...] = ()) -> Iterator[Zygote]:
        """Lease one zygote for several children, so that they are compared under one hash seed."""
        with self._free:
            zygote = self._take(imports)
            try:
                yield zygote
            except ZygoteError:
                zygote.dead = True
                raise
            except BaseException:
                zygote.dead = True  # a conversation may have been interrupted
                raise
            finally:
                self._give_back(imports, zygote)

    def _take(self, imports: tuple[str, ...]) -> Zygote:
        with self._lock:
            if self._closed:
                raise SandboxError("the sandbox is closed")
            if os.getpid() != self._owner:  # two processes would share the same zygotes
                raise SandboxError("the sandbox was created before a fork; create one per process")
            idle = self._idle.get(imports)
            if idle:
                return idle.pop()
        return self.start_zygote(imports, secrets.randbelow(_MAX_HASH_SEED) + 1)

    def is_ready(self, imports: tuple[str, ...] = ()) -> bool:
        """Tell whether a zygote for these imports is idle.

        A zygote that has reached CHILDREN_PER_ZYGOTE ends; the next request starts a new one.
        """
        with self._lock:
            return bool(self._idle.get(imports))

    def start_zygote(self, imports: tuple[str, ...], hash_seed: int) -> Zygote:
        """Start a zygote with this sandbox's tier and shell. The caller must close it."""
        return cage.start(self.tier, self.shell, imports, hash_seed)

    def _give_back(self, imports: tuple[str, ...], zygote: Zygote) -> None:
        with self._lock:
            if not (self._closed or zygote.dead or zygote.children >= CHILDREN_PER_ZYGOTE):
                self._idle.setdefault(imports, []).append(zygote)
                return
        zygote.close()
