"""Time drawn samples again, and test whether their ratios agree with the submitted ones.

The times come from `measure` and the ratios from `score`. Two ratios r and s of one size, with 95 %
intervals of half-widths h and k on the log scale, agree if

    |log r - log s| <= z sqrt((h / 1.96)^2 + (k / 1.96)^2) + log(1 + target)

z is the normal quantile at which all comparisons together raise a false alarm in 5 % of cases
(Bonferroni). `target` is the error that an A/A certificate tolerates on each machine. A time that
was cut off counts as ten times the reference's, its lower bound.
"""

from __future__ import annotations

import contextlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scipy.special import ndtri

from effbench import score
from effbench.base import SampleResult, SizeResult, Timing, Verdict
from effbench.executors import LocalEngine, TimingJob
from effbench.measure import plan_of, target_of
from effbench.sandbox import Sandbox
from effbench.stats import CENSOR_RATIO
from effbench.submissions.files import Disagreement
from effbench.submissions.opening import Submission
from effbench.tasks import SuiteTask, derive_seed

_FALSE_ALARMS = 0.05
_Z95 = 1.959964
_Submitted = Mapping[tuple[str, int], SampleResult]
"""(task, sample) -> the result that the submission claims."""


@dataclass
class Retimed:
    """The counts of samples and ratios that were timed again, and the disagreements."""

    n_samples: int = 0
    n_ratios: int = 0
    n_agreed: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)


def retime(
    submission: Submission,
    drawn: Sequence[Verdict],
    tasks: Mapping[str, SuiteTask],
    sandbox: Sandbox,
) -> Retimed:
    """Time the passing samples of `drawn` by the run's own plan, one child process at a time.

    The inputs are new: their seed differs from the run's. The result is empty for a run with
    `--timing off`.
    """
    plan = plan_of(submission.manifest.timing)
    passing = [row for row in drawn if row.status == "pass" and row.source_sha256 is not None]
    if plan is None or not passing:
        return Retimed()
    sources: dict[str, dict[str, str]] = defaultdict(dict)
    for row in passing:
        sources[row.task_id][str(row.source_sha256)] = str(row.source)
    seed = derive_seed(submission.manifest.seed, "retime")
    frozen = submission.manifest.frozen()
    timings: list[Timing] = []
    with contextlib.closing(LocalEngine(sandbox, seed, plan)) as engine:
        for task_id, those in sorted(sources.items()):
            job = TimingJob(task_id, those, frozen=frozen.get(task_id))
            timings += engine.time(tasks[task_id], job)
    again = score.summarise(
        passing,
        timings,
        {task_id: plan.rungs(tasks[task_id]) for task_id in sources},
        seed=seed,
        speed_measured=True,
        frozen=frozen,
        precision=plan.precision,
    )
    certificate = submission.manifest.certificate
    forgiven = certificate.target if certificate else target_of(plan.precision, len(tasks))
    before = {(s.task_id, s.sample_index): s for s in submission.summary.samples}
    found = Retimed(n_samples=len(passing))
    _compare_ratios(found, before, again.samples, forgiven)
    _compare_statuses(found, before, again.samples)
    return found


def _compare_ratios(
    found: Retimed, before: _Submitted, again: Sequence[SampleResult], forgiven: float
) -> None:
    """Count the ratios that both have, and those that agree."""
    pairs = []
    for sample in again:
        key = (sample.task_id, sample.sample_index)
        earlier = {size.size: size for size in before[key].sizes} if key in before else {}
        pairs += [(key, earlier[size.size], size) for size in sample.sizes if size.size in earlier]
    comparable = [pair for pair in pairs if all(_bounds(size) for size in pair[1:])]
    for (task_id, index), earlier_size, size in comparable:
        found.n_ratios += 1
        if agree(earlier_size, size, len(comparable), forgiven):
            found.n_agreed += 1
            continue
        said = Disagreement(
            task_id=task_id,
            sample_index=index,
            what=f"ratio at {size.size}",
            submitted=_words(earlier_size),
            found=_words(size),
        )
        found.disagreements.append(said)


def _compare_statuses(found: Retimed, before: _Submitted, again: Sequence[SampleResult]) -> None:
    """Report the samples that do not pass any more, unless they were submitted as such."""
    statuses = {(s.task_id, s.sample_index): s for s in again if s.status != "pass"}
    for (task_id, index), sample in statuses.items():
        if (task_id, index) in before and before[task_id, index].status == sample.status:
            continue
        said = Disagreement(
            task_id=task_id,
            sample_index=index,
            what="status",
            submitted=before[task_id, index].status if (task_id, index) in before else "missing",
            found=f"{sample.status}: {sample.detail}",
        )
        found.disagreements.append(said)


def agree(submitted: SizeResult, found: SizeResult, n_comparisons: int, target: float) -> bool:
    """True if two results of one size are compatible; the module docstring has the formula.

    Each must have an interval or be cut off.
    """
    one, other = _bounds(submitted), _bounds(found)
    assert one is not None and other is not None
    z = -float(ndtri(_FALSE_ALARMS / (2 * max(1, n_comparisons))))
    spread = math.hypot(one[1], other[1]) / _Z95
    allowed = z * spread + math.log1p(target)
    return abs(one[0] - other[0]) <= allowed


def _bounds(size: SizeResult) -> tuple[float, float] | None:
    """Return (log ratio, half-width of its interval), or None if there is nothing to compare."""
    if size.censored:
        return math.log(CENSOR_RATIO), 0.0
    if size.ratio is None or size.ci is None or size.ratio <= 0 or min(size.ci) <= 0:
        return None
    return math.log(size.ratio), abs(math.log(size.ci[1]) - math.log(size.ci[0])) / 2


def _words(size: SizeResult) -> str:
    if size.censored:
        return "cut off"
    assert size.ratio is not None and size.ci is not None
    return f"{size.ratio:.3f} [{size.ci[0]:.3f}, {size.ci[1]:.3f}]"
