"""Do several machines measure the same? Their audit samples against each other, block by block.

Decides when a node's times may not be pooled with the others'. Every node times the same sources on
the same inputs, each against the fast reference beside it (`certificate.audit`). A ratio cancels
how fast a machine is; what is left is what it makes of this code beside that code: another
processor's caches, another library's version, a neighbour. Agreeing with itself (the
certificate) says nothing of that.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from effbench.records import CertificateArm, NodeRecord
from effbench.stats.ratio import centre

TOLERANCE = 0.05
"""What the standard timing profile promises of a ratio."""


@dataclass(frozen=True)
class Agreement:
    """How a node's ratios differ from those of the others: 1.03 is 3 % slower beside the reference.

    `ratio` is that of the audit sample where it differs most, over all moments; of a node that
    disagrees, where it does so most, at one moment or over all. `ci` is its interval, None where
    there are too few blocks for one. A node that can't be compared agrees.
    """

    task_id: str
    ratio: float
    ci: tuple[float, float] | None

    @property
    def agrees(self) -> bool:
        """False when even the interval's nearer end is beyond TOLERANCE."""
        if self.ci is None:
            return True
        within = math.log1p(TOLERANCE)
        return math.log(self.ci[0]) <= within and math.log(self.ci[1]) >= -within


def agreement(nodes: Sequence[NodeRecord]) -> dict[str, Agreement]:
    """Node -> how it differs from the median of the others; only of those that can be compared.

    It has to agree at each moment and over all of them: one that is right in the beginning and
    wrong at the end has a middle, and an interval wide enough to hold anything. But the few blocks
    of one moment, of many, are far off by chance somewhere: without a disagreement they say little.
    """
    logs = {node.name: _by_place(node.shared) for node in nodes}
    found = {}
    for name, own in logs.items():
        others = [theirs for other, theirs in logs.items() if other != name]
        parts = [_differences(task_id, own, others) for task_id in own]
        odd = [one for part in parts for one in part if not one.agrees]
        told = odd or [part[-1] for part in parts if part]
        if told:
            found[name] = max(told, key=lambda one: abs(math.log(one.ratio)))
    return found


def disagreeing(nodes: Sequence[NodeRecord]) -> dict[str, Agreement]:
    """Nodes to leave out so that the rest agree: the odd one first, again and again.

    Of two that disagree nobody knows which is right: the one that has timed fewer of the run's
    tasks goes, then the one with fewer slots, then by name.
    """
    left, out = list(nodes), dict[str, Agreement]()
    while True:
        odd = {name: a for name, a in agreement(left).items() if not a.agrees}
        if not odd:
            return out

        def weight(node: NodeRecord) -> tuple[float, int, int, str]:
            distance = abs(math.log(odd[node.name].ratio)) if len(left) > 2 else 0.0  # noqa: B023  used at once
            return -distance, node.n_timed, node.slots, node.name

        worst = min((node for node in left if node.name in odd), key=weight)
        out[worst.name] = odd[worst.name]
        left.remove(worst)


def agreement_in_words(nodes: Sequence[NodeRecord]) -> str:
    """Who disagrees with the others on the audit samples, and whether times of both are held."""
    pooled = disagreeing([node for node in nodes if node.n_timed])
    if pooled:
        return f"{', '.join(pooled)} not as the others, and times of both are here"
    odd = ", ".join(disagreeing(nodes))
    return f"{odd} not as the others, and no times of both are here" if odd else "they agree"


def agreement_as_dict(nodes: Sequence[NodeRecord]) -> dict[str, Any] | None:
    """Of a cluster's nodes on the shared audit samples; None where there is nothing to compare."""
    found, odd = agreement(nodes), disagreeing(nodes)
    if not found:
        return None
    return {
        "verdict": agreement_in_words(nodes),
        "nodes": {
            name: {"task_id": a.task_id, "ratio": a.ratio, "ci": a.ci, "agrees": name not in odd}
            for name, a in found.items()
        },
    }


Logs = Mapping[str, Mapping[tuple[str, int], float]]
"""Task -> (moment, block) -> log-ratio of the audit sample to the reference."""


def _by_place(arms: Sequence[CertificateArm]) -> Logs:
    found: dict[str, dict[tuple[str, int], float]] = {}
    for arm in arms:
        places = found.setdefault(arm.task_id, {})
        places.update({(arm.when, block): value for block, value in enumerate(arm.log_ratios)})
    return found


def _differences(task_id: str, own: Logs, others: Sequence[Logs]) -> list[Agreement]:
    """At each moment, and over all of them, which is the last; empty without a common block."""
    by_moment: dict[str, list[float]] = {}
    for place, value in own[task_id].items():
        theirs = [logs[task_id][place] for logs in others if place in logs.get(task_id, {})]
        if theirs:
            by_moment.setdefault(place[0], []).append(value - statistics.median(theirs))
    parts = list(by_moment.values())
    if len(parts) > 1:
        parts.append([value for values in parts for value in values])
    found = [centre(values) for values in parts]
    return [Agreement(task_id, one.ratio, one.ci) for one in found]
