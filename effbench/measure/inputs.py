"""The inputs of blocks and the calibration of a size: made afresh, or cached.

A run uses every block once and caches nothing (`Fresh`). A reward uses the same blocks group after
group, since they follow from its seed: it caches the encoded inputs and the calibrations (`Kept`).
Times are never cached: the reference runs again in every block.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from effbench.sandbox import Limits, calls_frame
from effbench.tasks import Instance, SuiteTask, TimedSize

T = TypeVar("T")

KEPT_BYTES = 96 << 20
"""Limit of cached frames. The instances cached with them take several times as much."""
CALIBRATION_SECONDS = 600.0
"""Lifetime of a calibration: the cut-off follows from the machine's speed, which drifts."""
_SMALL_BYTES = 1_000  # assumed size of a calibration


@dataclass(frozen=True)
class BlockInput:
    """One block's instances, and the bytes that every arm gets."""

    instances: tuple[Instance, ...]
    frame: bytes


@dataclass(frozen=True)
class Calibration:
    """The settings that the blocks of one (task, size) share."""

    batch: int
    limits: Limits
    cutoff_cpu_ns: int
    shapes: tuple[str, ...] = ()
    """The shapes that alternate from block to block; empty if every block holds several."""


def make_input(task: SuiteTask, size: TimedSize, seed: int, batch: int) -> BlockInput:
    """Generate `batch` instances from `seed` and encode them."""
    instances = tuple(task.stress(size, seed, batch))
    return BlockInput(instances, calls_frame([instance.arguments for instance in instances]))


class Fresh:
    """Makes every input and calibration on request."""

    def block(self, task: SuiteTask, size: TimedSize, seed: int, batch: int) -> BlockInput:
        """Return the input of a block."""
        return make_input(task, size, seed, batch)

    def calibration(
        self, task: SuiteTask, size: TimedSize, seed: int, make: Callable[[], Calibration]
    ) -> Calibration:
        """Return the calibration that `make` computes."""
        return make()


class Kept(Fresh):
    """Caches up to `max_bytes` of frames; evicts the least recently used. Thread-safe."""

    def __init__(
        self, max_bytes: int = KEPT_BYTES, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._max_bytes, self._now = max_bytes, now
        self._lock = threading.Lock()
        self._inputs: OrderedDict[object, BlockInput] = OrderedDict()
        self._n_bytes = 0
        self._calibrations: OrderedDict[object, tuple[float, Calibration]] = OrderedDict()

    def block(self, task: SuiteTask, size: TimedSize, seed: int, batch: int) -> BlockInput:
        """Return the input of a block from the cache, or make and cache it."""
        key = (task.digest or task.id, size, seed, batch)
        with self._lock:
            found = self._inputs.get(key)
            if found is not None:
                self._inputs.move_to_end(key)
                return found
        made = make_input(task, size, seed, batch)
        with self._lock:
            if key not in self._inputs:
                self._inputs[key] = made
                self._n_bytes += len(made.frame)
            while self._n_bytes > self._max_bytes and self._inputs:
                _, gone = self._inputs.popitem(last=False)
                self._n_bytes -= len(gone.frame)
        return made

    def calibration(
        self, task: SuiteTask, size: TimedSize, seed: int, make: Callable[[], Calibration]
    ) -> Calibration:
        """Return a cached calibration of at most CALIBRATION_SECONDS, or compute it."""
        key = (task.digest or task.id, size, seed)
        with self._lock:
            found = self._calibrations.get(key)
        if found is not None and self._now() - found[0] <= CALIBRATION_SECONDS:
            return found[1]
        made = make()
        with self._lock:
            self._calibrations[key] = (self._now(), made)
            self._calibrations.move_to_end(key)
            while len(self._calibrations) * _SMALL_BYTES > self._max_bytes:
                self._calibrations.popitem(last=False)
        return made
