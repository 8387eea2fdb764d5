"""Decide whether a machine is fit to time: equivalence tests on programs with known ratios.

This module defines the checks, their margins and their numbers of blocks; `auditing` runs the
blocks. A check holds if the whole interval of the machine's error lies within the margin: too few
blocks or too much noise fail it just as a bias does.

The margins are multiples of one number, the profile's target. The number of blocks is proportional
to the inverse square of the target, so that every profile has about the same chance to pass. The
data behind these numbers are in docs/decisions/0020 (made by `python -m benchmarks.statistics`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from effbench.base import Certificate, CertificateArm, CertificateCheck
from effbench.measure.known import KINDS, PREFIX, RATIOS
from effbench.stats import Centre, centre

RULE = 2
MOMENTS = ("start", "middle", "end")
QUICK_TARGET = 0.1
"""The target of profiles that do not stop on precision. For others it is their precision."""
FEW_TASKS = 20
"""Runs with fewer tasks use the target of `quick`: a stricter one would cost more than the run."""
MOMENT, DRIFT, TASK, AUDIT = 1.0, 1.5, 2.0, 2.0
"""Margins as multiples of the target. The margin for all blocks together is 1 target."""
QUICK_AUDIT = 2.5
"""The margin of an audit at a target of QUICK_TARGET or more: more blocks would cost a tenth of a
short run."""
_STANDARD, _BLOCKS = 0.05, 24
"""Blocks of each task at one moment, for this target."""
_AUDIT_SHARE, _LEAST_AUDIT_BLOCKS = 1 / 2, 6
"""The fewest blocks of each kind of audit per block of a task: audits cost more, and have wider
margins. With fewer than six at each moment, a few disturbed blocks fail a quiet machine."""
_MOST_AUDITS = 2
"""The most blocks of a kind, as a multiple of the fewest."""
_WIDE = 0.6
"""The widest interval of an audit at one moment that needs no more blocks, as a share of the
margins' width. Three such moments together are within 0.35 of the margin."""


@dataclass(frozen=True)
class Effort:
    """Blocks at each moment: of each task of the suite, and of each kind of audit.

    A kind takes `audit_blocks`, and more up to `most_audit_blocks` until it `is_precise`.
    """

    task_blocks: int
    audit_blocks: int
    most_audit_blocks: int

    @property
    def looks(self) -> range:
        """The numbers of blocks after which a kind may stop."""
        return range(self.audit_blocks, self.most_audit_blocks + 1, max(1, self.audit_blocks // 6))


def target_of(precision: float | None, n_tasks: int) -> float:
    """Return the target for a profile with this precision (None: no precision) and `n_tasks`."""
    return QUICK_TARGET if n_tasks < FEW_TASKS else precision or QUICK_TARGET


def effort(target: float) -> Effort:
    """Return the number of blocks with which the checks hold on a quiet machine."""
    blocks = math.ceil(round(_BLOCKS * (_STANDARD / target) ** 2, 6))
    audits = max(_LEAST_AUDIT_BLOCKS, round(blocks * _AUDIT_SHARE))
    return Effort(blocks, audits, _MOST_AUDITS * audits)


def is_precise(ratios: Iterable[Sequence[float]], target: float) -> bool:
    """Tell if one kind's audits at one moment need no more blocks than they have.

    `ratios`: the log-ratios of each of its programs. The rule looks at widths only: to go on until
    the machine passes would let unfit machines pass.
    """
    intervals = [centre(values).interval for values in ratios]
    widest = _WIDE * 2 * math.log1p(_audit_margin(target))
    return all(found is not None and found[1] - found[0] <= widest for found in intervals)


def compared_arm(
    task_id: str, when: str, ratios: Sequence[float], truth: float = 1.0
) -> CertificateArm:
    """Return the record of a comparison, from its log-ratios in the order of the blocks."""
    found = centre(ratios)
    return CertificateArm(
        task_id=task_id,
        when=when,
        ratio=found.ratio,
        ci=found.ci,
        log_ratios=tuple(ratios),
        truth=truth,
    )


def certificate(
    arms: Sequence[CertificateArm],
    audits: Sequence[CertificateArm],
    target: float,
    whole: bool = True,
) -> Certificate | None:
    """Judge all comparisons of a machine; None if no task of the suite could be compared.

    `whole`: they belong to a whole run, which must have comparisons at its end and at an earlier
    moment. Without these the machine is unfit.
    """
    pooled = [value for arm in arms for value in arm.log_ratios]
    if not pooled:
        return None
    found = centre(pooled)
    checks = tuple(_checks(arms, audits, target, whole))
    return Certificate(
        ratio=found.ratio,
        ci=found.ci,
        n=len(pooled),
        target=target,
        fit=all(check.held for check in checks),
        arms=tuple(arms),
        note=notes(checks),
        rule=RULE,
        audits=tuple(audits),
        checks=checks,
    )


def judged_again(found: Certificate, target: float) -> Certificate | None:
    """Recompute a certificate from its log-ratios, by the rule under which it was made."""
    if found.rule == RULE:
        return certificate(found.arms, found.audits, target)
    pooled = [value for arm in found.arms for value in arm.log_ratios]
    if not pooled:
        return None
    all_blocks = centre(pooled)
    return msgspec.structs.replace(
        found,
        ratio=all_blocks.ratio,
        ci=all_blocks.ci,
        n=len(pooled),
        target=target,
        fit=abs(all_blocks.ratio - 1) <= target,
        audits=(),
        checks=(),
    )


def worst(several: Iterable[Certificate | None]) -> Certificate | None:
    """Return the worst of the certificates that are not None."""

    def badness(found: Certificate) -> tuple[bool, int, float]:
        failed = sum(not check.held for check in found.checks)
        return not found.fit, failed, abs(found.ratio - 1)

    return max((one for one in several if one is not None), key=badness, default=None)


def refuted(found: Certificate) -> str:
    """Describe the checks whose whole interval is beyond the margin; "" if there are none.

    More blocks would not help such a machine. If checks merely do not hold yet, it may still be
    fit.
    """
    return notes([check for check in found.checks if check.refuted])


def in_words(check: CertificateCheck) -> str:
    """Describe the result of a check."""
    if check.kind == "data":
        return f"{check.what} was not measured"
    subject = _SUBJECTS[check.kind].format(check.what)
    if check.error is None or check.ci is None:
        return f"{subject}: too few blocks for an interval"
    low, high = check.ci
    return (
        f"{subject} measures {check.error:.3f} (interval {low:.3f} to {high:.3f}, "
        f"allowed 1 ± {check.margin:.3g})"
    )


def in_one_line(found: Certificate) -> str:
    """Return the ratio of identical code, the number of checks that hold, and the verdict."""
    fit = "fit" if found.fit else "NOT FIT"
    ratio = f"identical code {found.ratio:.3f}"
    if found.rule == 1:
        return f"{ratio}, {fit} by the older rule, which looked at this number alone"
    held = sum(check.held for check in found.checks)
    return f"{ratio}, {held} of {len(found.checks)} checks hold, {fit}"


def advice(checks: Sequence[CertificateCheck]) -> str:
    """Say what to do about the checks that do not hold; "" if all do."""
    failed = [check for check in checks if not check.held]
    given = [words for kind, words in _ADVICE.items() if any(c.kind == kind for c in failed)]
    if any(not check.refuted for check in failed if check.kind != "data"):
        given.append("too noisy for this number of blocks: stop other work, or reserve a core")
    return "; ".join(given)


def notes(checks: Sequence[CertificateCheck]) -> str:
    """Describe the checks that do not hold, the farthest beyond its margin first."""

    def excess(check: CertificateCheck) -> float:
        if check.ci is None:
            return math.inf
        return max(abs(math.log(end)) for end in check.ci) / math.log1p(check.margin)

    failed = sorted((check for check in checks if not check.held), key=excess, reverse=True)
    words = [in_words(check) for check in failed[:_NAMED]]
    if len(failed) > _NAMED:
        words.append(f"and {len(failed) - _NAMED} checks more")
    return "; ".join(words)


def _checks(
    arms: Sequence[CertificateArm],
    audits: Sequence[CertificateArm],
    target: float,
    whole: bool,
) -> Iterable[CertificateCheck]:
    there = [when for when in MOMENTS if any(a.when == when for a in (*arms, *audits))]
    tasks = dict.fromkeys(arm.task_id for arm in arms)
    for what in _missing(arms, audits, there, whole):
        yield CertificateCheck(kind="data", what=what, margin=target, held=False)
    yield _check("all", "", _errors(arms), target)
    identical = [*arms, *(audit for audit in audits if audit.truth == 1)]
    by_moment = {when: _errors(a for a in identical if a.when == when) for when in there}
    for when, errors in by_moment.items():
        if errors:
            yield _check("moment", when, errors, MOMENT * target)
    if len(there) > 1 and by_moment[there[0]] and by_moment[there[-1]]:
        change = _change(by_moment[there[0]], by_moment[there[-1]])
        yield _judged("drift", "", change, DRIFT * target)
    for task_id in tasks:
        errors = _errors(arm for arm in arms if arm.task_id == task_id)
        yield _check("task", task_id, errors, TASK * target)
    margin = _audit_margin(target)
    for kind in KINDS:
        for truth in RATIOS:
            errors = _errors(a for a in audits if (a.task_id, a.truth) == (PREFIX + kind, truth))
            if errors:
                yield _check("audit", f"{kind} x {truth:g}", errors, margin)


def _audit_margin(target: float) -> float:
    return (QUICK_AUDIT if target >= QUICK_TARGET else AUDIT) * target


def _missing(
    arms: Sequence[CertificateArm],
    audits: Sequence[CertificateArm],
    there: Sequence[str],
    whole: bool,
) -> Iterable[str]:
    """List the comparisons that are missing. A node may have joined after the run's start."""
    if whole and MOMENTS[-1] not in there:
        yield "the end of the run"
    if whole and len(there) < 2:
        yield "another moment of the run"
    found = {(audit.task_id, audit.when, audit.truth) for audit in audits}
    for when in there:
        if all(arm.when != when for arm in arms):
            yield f"identical code at the {when}"
        for kind in KINDS:
            if any((PREFIX + kind, when, truth) not in found for truth in RATIOS):
                yield f"code of known ratio ({kind}) at the {when}"


def _errors(arms: Iterable[CertificateArm]) -> list[float]:
    """Measured minus true log-ratios, block by block."""
    return [value - math.log(arm.truth) for arm in arms for value in arm.log_ratios]


def _check(kind: str, what: str, errors: Sequence[float], margin: float) -> CertificateCheck:
    return _judged(kind, what, centre(errors), margin)


def _judged(kind: str, what: str, found: Centre, margin: float) -> CertificateCheck:
    within = math.log1p(margin)
    low, high = found.interval or (-math.inf, math.inf)
    return CertificateCheck(
        kind=kind,
        what=what,
        error=found.ratio,
        ci=found.ci,
        margin=margin,
        held=-within <= low and high <= within,
        refuted=low > within or high < -within,
    )


def _change(start: Sequence[float], end: Sequence[float]) -> Centre:
    """The change between two moments. Distances to the intervals' ends add in quadrature."""
    before, after = centre(start), centre(end)
    estimate = after.log_ratio - before.log_ratio
    if before.interval is None or after.interval is None:
        return Centre(estimate, None)
    down = math.hypot(after.log_ratio - after.interval[0], before.interval[1] - before.log_ratio)
    up = math.hypot(after.interval[1] - after.log_ratio, before.log_ratio - before.interval[0])
    return Centre(estimate, (estimate - down, estimate + up))


_NAMED = 4  # number of failed checks that a note names
_SUBJECTS = {
    "all": "identical code",
    "moment": "identical code, {}:",
    "drift": "identical code at the end against the start",
    "task": "identical code of task {}",
    "audit": "code of known ratio ({}), measured against true,",
}
_ADVICE = {
    "data": "run the command again to finish the run",
    "all": "two copies of one program must not differ: find what favours one of them",
    "moment": "other work ran at that moment: run nothing else on the machine",
    "drift": "the machine changed during the run: let it cool down, stop scheduled jobs, and fix "
    "the processor's frequency",
    "audit": "kinds of code are slowed down differently: stop other work on this core, its caches "
    "and the memory",
}
