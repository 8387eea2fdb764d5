"""The values of a set of programs in each session, task by task.

Only programs with code count, and only tasks with a known speed in every session of every machine.
`score` scores the samples.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from effbench.base import UNSCORED, SampleResult
from effbench.replicate.files import Machine
from effbench.replicate.protocol import ProgramSet
from effbench.stats import CENSOR_RATIO
from effbench.submissions import Submission

MOST_NAMED = 5
"""Maximum number of tasks that a note names; the others are counted."""
Values = list[NDArray[np.float64]]
"""One array per machine, of shape (sessions, tasks)."""


@dataclass(frozen=True)
class SetValues:
    """The values of one set of programs on one machine."""

    tasks: tuple[str, ...]
    """The tasks of `efficiencies`."""
    efficiencies: Values
    log_ratios: Values
    """Only for tasks that have one in every session, which may be fewer."""
    notes: tuple[str, ...]


def values_of(machines: Sequence[Machine], each: ProgramSet) -> SetValues:
    """Return the values of a set that count, with notes on the tasks that do not."""
    places = [{s.name: s for s in machine.record.sets}[each.name] for machine in machines]
    tables = [
        [_of_session(session, place) for session in machine.sessions]
        for machine, place in zip(machines, places, strict=True)
    ]
    sessions = [table for tables_of_one in tables for table in tables_of_one]
    names = sorted({name for table in sessions for name in table})

    def known(place: int) -> list[str]:
        return [n for n in names if all(t.get(n, _NOTHING)[place] is not None for t in sessions)]

    def arrays(place: int) -> Values:
        return [
            np.array([[table[name][place] for name in known(place)] for table in of_one], float)
            for of_one in tables
        ]

    lacking = sorted(set(names) - set(known(0)))
    notes = []
    if lacking:
        more = ", …" if len(lacking) > MOST_NAMED else ""
        notes.append(
            f"set {each.name}: {len(lacking)} of {len(names)} tasks don't count, for not every "
            f"session could time them: {', '.join(lacking[:MOST_NAMED])}{more}"
        )
    return SetValues(tuple(known(0)), arrays(0), arrays(1), tuple(notes))


_NOTHING = (None, None)


def _of_session(
    session: Submission, place: ProgramSet
) -> dict[str, tuple[float | None, float | None]]:
    """Task -> mean efficiency and log-ratio of the set's programs; None if unknown."""
    samples: dict[str, list[SampleResult]] = {}
    for sample in session.summary.samples:
        if sample.sample_index in range(place.first, place.first + place.count):
            has_code = sample.status != "no_code" and sample.status not in UNSCORED
            samples.setdefault(sample.task_id, [])
            if has_code:
                samples[sample.task_id].append(sample)
    return {
        name: (_mean([_efficiency(s) for s in group]), _mean([_log_ratio(s) for s in group]))
        for name, group in samples.items()
        if group
    }


def _efficiency(sample: SampleResult) -> float | None:
    """None if the sample passed but none of its sizes could be timed."""
    if sample.status != "pass":
        return 0.0
    timed = any(size.censored or size.ratio is not None for size in sample.sizes)
    return sample.efficiency if timed else None


def _log_ratio(sample: SampleResult) -> float | None:
    """Mean over sizes, with CENSOR_RATIO for a cut-off one; None unless all sizes are known."""
    if sample.status != "pass" or not sample.sizes:
        return None
    ratios = [CENSOR_RATIO if size.censored else size.ratio for size in sample.sizes]
    if any(ratio is None or ratio <= 0 for ratio in ratios):
        return None
    return math.fsum(math.log(ratio) for ratio in ratios if ratio) / len(ratios)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known and len(known) == len(values) else None
