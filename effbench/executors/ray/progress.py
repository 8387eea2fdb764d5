"""Messages to the user about the nodes of a cluster and the progress of the work."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from effbench.executors.jobs import Node

_PROGRESS_SECONDS = 30.0


class Progress:
    """Reports nodes that come and go, and every 30 s how many answers each node has given."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self._done: Counter[str] = Counter()
        self._said = time.monotonic()

    def nodes_changed(self, before: Sequence[Node], now: Sequence[Node]) -> None:
        """Report the nodes that are new and those that are gone."""
        names = {node.name for node in before}
        for node in now:
            if node.name not in names:
                where = f" on {node.host}" if node.host else ""
                self.say(f"{node.name}{where}: {node.slots} slots, tier {node.tier}")
        for name in sorted(names - {node.name for node in now}):
            self.say(f"{name} is gone; its work goes to the other nodes")

    def answered(self, node: str, count: int, n_nodes: int) -> None:
        """Count a node's answers, and report all counts if it is time and there are several."""
        if not self._done:
            self._said = time.monotonic()
        self._done[node] += count
        if n_nodes < 2 or time.monotonic() - self._said < _PROGRESS_SECONDS:
            return
        self._said = time.monotonic()
        self.say(f"answers by node: {by_node(self._done)}")


def by_node(done: Mapping[str, int], most: int = 6) -> str:
    """Return the counts as text: all of them, or only the least and the most of many nodes."""
    ordered = sorted(done.items(), key=lambda item: (item[1], item[0]))
    if len(ordered) <= most:
        return ", ".join(f"{name} {count}" for name, count in sorted(ordered))
    (least_name, least), (most_name, largest) = ordered[0], ordered[-1]
    return f"{len(ordered)} nodes, {least} ({least_name}) to {largest} ({most_name})"
