"""An LRU cache of results, one for each source.

The key is the task's digest, the source, the profile and the seed. Infrastructure failures are
never cached.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from effbench.reward.samples import Sample

Key = tuple[str, str, str, int]
"""(task digest or id, SHA-256 of the source, profile, workload and extractor version, seed)."""


class Cache:
    """A thread-safe LRU cache of at most `size` entries. Size 0 disables it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Sample] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Sample | None:
        """Return the cached result and mark it as used; None if there is none."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, found: Sample) -> None:
        """Cache a result and evict the least recently used; ignore infrastructure failures."""
        if found.status == "infra_error":
            return
        with self._lock:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
