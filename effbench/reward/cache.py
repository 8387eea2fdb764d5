"""What was found out about a source before: bounded, and forgotten from the least used end on.

Decides what makes two measurements the same: the task's digest, the source, the profile and the
seed. Failures of the infrastructure are never kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from effbench.reward.samples import Sample

Key = tuple[str, str, str, int]
"""(task digest or id, SHA-256 of the source, profile and sizes, seed)."""


@dataclass(frozen=True)
class Found:
    """A source's sample, and in words what happened to it."""

    sample: Sample
    detail: str = ""


class Cache:
    """Least-recently-used; safe to use from several threads. Size 0 keeps nothing."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Found] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Found | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, found: Found) -> None:
        if found.sample.status == "infra_error":
            return
        with self._lock:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
