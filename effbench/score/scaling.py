"""Growth of a source's time with the input, next to the fast reference's, from raw repetitions.

This module selects the repetitions and sizes; `stats.scaling` fits the exponent. Times are not
paired here: if the machine's speed changes between sizes, the exponent shows the change as growth.
The ratios of `samples` do not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from effbench.base import Repetition, Scaling
from effbench.score.arms import LEVEL, ArmAtSize, ArmRecord, is_right
from effbench.stats import MIN_WORK_NS, Growth, Series, class_name, large_enough, power_law


@dataclass
class _Times:
    """Times of one arm at one n: CPU time minus the no-op's, per call and per instance."""

    work_ns: list[float] = field(default_factory=list)
    noop_ns: list[float] = field(default_factory=list)
    log_ns_per_instance: list[float] = field(default_factory=list)
    cut_off: bool = False

    def add(self, repetition: Repetition, record: ArmRecord) -> None:
        work_ns = record.work_ns(repetition)
        self.work_ns.append(work_ns)
        self.noop_ns.append(record.floor_ns(repetition.block))
        self.log_ns_per_instance.append(math.log(max(work_ns, MIN_WORK_NS) / record.batch))


def scaling_of(measured: Mapping[str, ArmAtSize]) -> Scaling | None:
    """Return the exponents of one source and of the reference over the same sizes.

    Time per instance is (CPU time - the block's no-op) / batch. For the source, the repetitions
    that returned the right answer count, and those that timed out count as lower bounds. For the
    reference, all blocks of these records count. Records with the same n are pooled, whatever the
    name of their size. For each arm, sizes with an n below 1 are left out, as are sizes where a
    call does too little work (`stats.paired.large_enough`).

    None if `power_law` finds no exponent: fewer than two sizes left, all within a factor of 2, or
    cut off at the smallest. The reference's exponent is None if it lacks any of the source's sizes.
    """
    records = [
        record
        for arm in measured.values()
        for record in arm.records
        if record.n >= 1 and record.batch >= 1
    ]
    ours = _series(_times(records))
    growth = power_law(ours, LEVEL)
    if growth is None:
        return None
    reference = _reference_growth(records, growth.n)
    return Scaling(
        exponent=growth.exponent,
        ci=growth.ci,
        censored=growth.lower_bound,
        reference_exponent=None if reference is None else reference.exponent,
        reference_ci=None if reference is None else reference.ci,
        class_name=None if growth.ci is None else class_name(growth.ci, growth.n),
        n=growth.n,
    )


def _reference_growth(records: Iterable[ArmRecord], n: tuple[float, ...]) -> Growth | None:
    series = [one for one in _series(_reference_times(records)) if one.n in n]
    return power_law(series, LEVEL) if len(series) == len(n) else None


def _times(records: Iterable[ArmRecord]) -> dict[int, _Times]:
    found: dict[int, _Times] = {}
    for record in records:
        for repetition in record.own.values():
            cut_off = repetition.ended == "timeout"  # one that died early gives no lower bound
            if cut_off or is_right(repetition):
                times = found.setdefault(record.n, _Times())
                times.add(repetition, record)
                times.cut_off |= cut_off
    return found


def _reference_times(records: Iterable[ArmRecord]) -> dict[int, _Times]:
    found: dict[int, _Times] = {}
    for record in records:
        for repetition in filter(is_right, record.reference.values()):
            found.setdefault(record.n, _Times()).add(repetition, record)
    return found


def _series(times_by_n: Mapping[int, _Times]) -> list[Series]:
    return [
        Series(n, times.log_ns_per_instance, times.cut_off)
        for n, times in times_by_n.items()
        if large_enough(times.work_ns, times.noop_ns)
    ]
