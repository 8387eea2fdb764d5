"""Compare several machines on shared audit samples, block by block.

This module determines when a node's times must not be pooled with the others'. Every node times the
same sources on the same inputs, each relative to the fast reference on that node
(`auditing.audit`). A ratio cancels a machine's speed; what remains is how it runs one program
relative to another, as affected by the processor's caches, a library's version, or other load. The
certificate, which compares identical code, does not show this.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from effbench.base import CertificateArm, JsonObject, NodeRecord
from effbench.stats import centre

TOLERANCE = 0.05
"""The precision of a ratio that the standard timing profile requests."""


@dataclass(frozen=True)
class Agreement:
    """The difference of a node's ratios from those of the others: 1.03 is 3 % slower.

    `ratio` is that of the audit sample with the largest difference over all moments. For a node
    that disagrees, it is the largest disagreement at one moment or over all. `ci` is its interval,
    None with too few blocks for one. A node that cannot be compared counts as agreeing.
    """

    task_id: str
    ratio: float
    ci: tuple[float, float] | None

    @property
    def agrees(self) -> bool:
        """False if even the nearer end of the interval is beyond TOLERANCE."""
        if self.ci is None:
            return True
        within = math.log1p(TOLERANCE)
        return math.log(self.ci[0]) <= within and math.log(self.ci[1]) >= -within


def agreement(nodes: Sequence[NodeRecord]) -> dict[str, Agreement]:
    """Return node -> its difference from the median of the others, for nodes that can be compared.

    A node has to agree at each moment and over all moments. If it is right at the start and wrong
    at the end, its overall interval may be wide enough to contain anything. With many moments,
    however, the few blocks of one of them are often far off by chance, so they count only if their
    interval shows a disagreement.
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
    """Return the nodes to leave out so that the rest agree, removing the worst one at a time.

    If only two are left and disagree, it is unknown which is right. The one that has timed fewer of
    the run's tasks is left out, then the one with fewer slots, then by name.
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
    """Say which nodes disagree on the audit samples, and if the run holds times of both sides."""
    pooled = disagreeing([node for node in nodes if node.n_timed])
    if pooled:
        return f"outliers: {', '.join(pooled)}; the run holds their times and the others'"
    odd = ", ".join(disagreeing(nodes))
    return f"outliers: {odd}; the run does not hold times of both sides" if odd else "they agree"


def agreement_as_dict(nodes: Sequence[NodeRecord]) -> JsonObject | None:
    """The agreement of a cluster's nodes on the shared samples; None without a comparison."""
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
    """One per moment, then one over all of them; empty without a common block."""
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
